//! The page's workers and the jobs that wait for them.

use std::cell::RefCell;
use std::collections::VecDeque;

use futures::channel::oneshot;

use super::job::{Answer, Job, Refusal};
use super::link::Link;
use super::message::FromWorker;
use crate::locale::say;

/// More workers than this cost memory, and are ahead of the keys that they wait for.
const MOST_WORKERS: usize = 8;

/// What became of a job.
pub(super) enum Outcome {
    Done(Result<Answer, Refusal>),
    /// No worker could be started; the job is given back.
    NoWorker(Job),
}

/// A job that waits for a worker.
struct Waiting {
    job: Job,
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
    Busy {
        reply: oneshot::Sender<Outcome>,
        may_be_endless: bool,
    },
}

#[derive(Default)]
struct Pool {
    members: Vec<Member>,
    waiting: VecDeque<Waiting>,
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
pub(super) fn submit(job: Job) -> impl Future<Output = Outcome> {
    let (reply, outcome) = oneshot::channel();
    POOL.with_borrow_mut(|pool| {
        pool.start();
        pool.waiting.push_back(Waiting { job, reply });
        pool.share_out();
    });
    let mut wanted = Wanted(Some(outcome));
    async move {
        let outcome = match &mut wanted.0 {
            Some(outcome) => outcome.await,
            None => Err(oneshot::Canceled),
        };
        outcome.unwrap_or_else(|oneshot::Canceled| stopped(say!("it was ended")))
    }
}

/// Ends the worker that is at a job when nobody waits for it any more.
struct Wanted(Option<oneshot::Receiver<Outcome>>);

impl Drop for Wanted {
    fn drop(&mut self) {
        // First, so that the pool sees who is not waited for.
        drop(self.0.take());
        POOL.with_borrow_mut(Pool::end_unwanted);
    }
}

fn stopped(reason: &str) -> Outcome {
    Outcome::Done(Err(Refusal::because(say!(
        "the background worker stopped: {reason}",
        reason
    ))))
}

impl Pool {
    fn start(&mut self) {
        if self.members.is_empty() {
            (0..workers_wanted()).for_each(|_| self.start_one());
        }
    }

    fn start_one(&mut self) {
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

    /// Replaces workers that are at something that nobody waits for, and that may take for ever.
    fn end_unwanted(&mut self) {
        let is_wanted = |member: &Member| match &member.state {
            State::Busy { reply, may_be_endless } => !may_be_endless || !reply.is_canceled(),
            State::Starting | State::Idle => true,
        };
        let before = self.members.len();
        self.members.retain(is_wanted);
        (self.members.len()..before).for_each(|_| self.start_one());
        self.share_out();
    }

    fn hear(&mut self, number: u32, message: FromWorker) {
        let Some(position) = self.members.iter().position(|member| member.number == number) else {
            return;
        };
        let result = match message {
            FromWorker::Broken(reason) => {
                if let State::Busy { reply, .. } = self.members.swap_remove(position).state {
                    answer(reply, stopped(&reason));
                }
                return self.share_out();
            }
            FromWorker::Ready => None,
            FromWorker::Done(result) => Some(result),
        };
        let state = std::mem::replace(&mut self.members[position].state, State::Idle);
        if let (State::Busy { reply, .. }, Some(result)) = (state, result) {
            answer(reply, Outcome::Done(result));
        }
        self.share_out();
    }

    /// Gives waiting jobs to idle workers, or back to who wants them if there are no workers at all.
    fn share_out(&mut self) {
        self.waiting.retain(|waiting| !waiting.reply.is_canceled());
        if self.members.is_empty() {
            for Waiting { job, reply } in self.waiting.drain(..) {
                answer(reply, Outcome::NoWorker(job));
            }
        }
        for member in self
            .members
            .iter_mut()
            .filter(|member| matches!(member.state, State::Idle))
        {
            let Some(Waiting { job, reply }) = self.waiting.pop_front() else {
                return;
            };
            let may_be_endless = job.may_be_endless();
            match member.link.send(&job) {
                Ok(()) => member.state = State::Busy { reply, may_be_endless },
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
