//! The page's workers and the jobs that wait for them.

use std::cell::RefCell;
use std::collections::VecDeque;

use futures::channel::oneshot;

use super::link::Link;
use super::message::FromWorker;
use crate::pki::pkcs12::{BundleContent, Pkcs12Error};

/// More workers than this cost memory, and are ahead of the keys that they wait for.
const MOST_WORKERS: usize = 8;

/// What became of a job.
pub(super) enum Outcome {
    Finished(Result<Vec<u8>, Pkcs12Error>),
    /// No worker could be started; the job is given back.
    NoWorker(BundleContent),
}

struct Job {
    content: BundleContent,
    reply: oneshot::Sender<Outcome>,
}

struct Member {
    number: u32,
    link: Link,
    state: State,
}

enum State {
    Starting,
    Idle,
    Busy(oneshot::Sender<Outcome>),
}

#[derive(Default)]
struct Pool {
    members: Vec<Member>,
    waiting: VecDeque<Job>,
    started: u32,
}

thread_local! {
    static POOL: RefCell<Pool> = RefCell::default();
}

/// Starts the workers unless there are some.
pub(super) fn start() {
    POOL.with_borrow_mut(Pool::start);
}

/// Has a worker do the job. The job is queued at the call; dropping the future gives it up.
pub(super) fn submit(content: BundleContent) -> impl Future<Output = Outcome> {
    let (reply, outcome) = oneshot::channel();
    POOL.with_borrow_mut(|pool| {
        pool.start();
        pool.waiting.push_back(Job { content, reply });
        pool.share_out();
    });
    async {
        outcome
            .await
            .unwrap_or_else(|oneshot::Canceled| stopped("it was ended"))
    }
}

fn stopped(reason: &str) -> Outcome {
    Outcome::Finished(Err(Pkcs12Error::Write(format!(
        "the background worker stopped: {reason}"
    ))))
}

impl Pool {
    fn start(&mut self) {
        if !self.members.is_empty() {
            return;
        }
        for _ in 0..workers_wanted() {
            let number = self.started;
            self.started += 1;
            // Messages arrive as events, when the pool is not borrowed.
            let hear = move |message| POOL.with_borrow_mut(|pool| pool.hear(number, message));
            // Without any worker, jobs are given back: that is how a failure here shows.
            if let Ok(link) = Link::start(hear) {
                self.members.push(Member {
                    number,
                    link,
                    state: State::Starting,
                });
            }
        }
    }

    fn hear(&mut self, number: u32, message: FromWorker) {
        let Some(position) = self.members.iter().position(|member| member.number == number) else {
            return;
        };
        let result = match message {
            FromWorker::Broken(reason) => {
                if let State::Busy(reply) = self.members.swap_remove(position).state {
                    answer(reply, stopped(&reason));
                }
                return self.share_out();
            }
            FromWorker::Ready => None,
            FromWorker::Finished(file) => Some(Ok(file)),
            FromWorker::Refused(reason) => Some(Err(Pkcs12Error::Write(reason))),
        };
        let state = std::mem::replace(&mut self.members[position].state, State::Idle);
        if let (State::Busy(reply), Some(result)) = (state, result) {
            answer(reply, Outcome::Finished(result));
        }
        self.share_out();
    }

    /// Gives waiting jobs to idle workers, or back to who wants them if there are no workers at all.
    fn share_out(&mut self) {
        self.waiting.retain(|job| !job.reply.is_canceled());
        if self.members.is_empty() {
            for job in self.waiting.drain(..) {
                answer(job.reply, Outcome::NoWorker(job.content));
            }
        }
        for member in self
            .members
            .iter_mut()
            .filter(|member| matches!(member.state, State::Idle))
        {
            let Some(Job { content, reply }) = self.waiting.pop_front() else {
                return;
            };
            match member.link.send(&content) {
                Ok(()) => member.state = State::Busy(reply),
                Err(reason) => answer(reply, stopped(&reason)),
            }
        }
    }
}

fn answer(reply: oneshot::Sender<Outcome>, outcome: Outcome) {
    // Whoever gave the job up hears nothing, as wanted.
    let _ = reply.send(outcome);
}

fn workers_wanted() -> usize {
    let processors = web_sys::window().map_or(1.0, |window| window.navigator().hardware_concurrency());
    (processors as usize).clamp(1, MOST_WORKERS)
}
