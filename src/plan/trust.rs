//! Who trusts whom: authorities, certificates, Secrets, Gateways and what lies behind them, as a picture is drawn of them and
//! as sentences say it.

mod certificates;
mod cluster;

use super::Planned;

/// Everything of a plan that trusts or is trusted, and how it hangs together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustMap {
    /// From the authorities down to the workload.
    pub nodes: Vec<Node>,
    pub links: Vec<Link>,
}

/// One box of the picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    pub kind: Kind,
    pub name: String,
    /// Where it is, or what is special about it; a few words.
    pub detail: String,
    /// Counts from 0, from above.
    pub row: usize,
    pub side: Side,
}

/// What a box stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An authority that signs.
    Authority,
    /// Clients with a certificate.
    Clients,
    /// The gateway's certificate.
    Server,
    Secret,
    Gateway,
    Policy,
    ApiRule,
    VirtualService,
    Workload,
    /// Pods of another cluster that call.
    Pods,
    EgressGateway,
}

impl Kind {
    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Authority => "Authority",
            Self::Clients => "Clients",
            Self::Server => "Gateway certificate",
            Self::Secret => "Secret",
            Self::Gateway => "Gateway",
            Self::Policy => "AuthorizationPolicy",
            Self::ApiRule => "APIRule",
            Self::VirtualService => "VirtualService",
            Self::Workload => "Workload",
            Self::Pods => "Pods",
            Self::EgressGateway => "Egress gateway",
        }
    }
}

/// Where a box stands in its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What is about the clients.
    Left,
    /// What is about the gateway's own certificate.
    Right,
    /// Across both.
    Middle,
}

/// An arrow of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// Positions in [`TrustMap::nodes`].
    pub from: usize,
    pub to: usize,
    pub relation: Relation,
}

/// What an arrow means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// An authority signs a certificate.
    Signs,
    /// An authority's certificate goes into a Secret: who reads it trusts whatever the authority signs.
    TrustedThrough,
    /// A certificate and its key go into a Secret.
    KeptIn,
    /// A Secret is read by a gateway.
    ReadBy,
    /// Calls with a certificate, by mutual TLS.
    Shows,
    /// Calls with a certificate that is not let in.
    TurnedAwayBy,
    /// Hands calls on.
    LeadsTo,
    /// Calls without a certificate.
    Calls,
    /// Keeps callers away from what comes next.
    Guards,
}

impl Relation {
    /// Whether calls go this way, rather than files.
    pub fn is_call(self) -> bool {
        matches!(
            self,
            Self::Shows | Self::TurnedAwayBy | Self::LeadsTo | Self::Calls | Self::Guards
        )
    }
}

impl TrustMap {
    /// The map of a plan.
    pub fn of(planned: &Planned) -> Self {
        let mut map = Self::default();
        match planned {
            Planned::Gateway(plan) => map.gateway(plan),
            Planned::Certificates(plan) => {
                map.certificates(&plan.parts());
            }
        }
        map
    }

    /// The map in sentences, from above: `code` in backquotes.
    pub fn sentences(&self) -> Vec<String> {
        self.links.iter().filter_map(|link| self.sentence(link)).collect()
    }

    /// What is said about one box: the sentences that it stands in.
    pub fn about(&self, node: usize) -> Vec<String> {
        let touches = |link: &&Link| link.from == node || link.to == node;
        self.links
            .iter()
            .filter(touches)
            .filter_map(|link| self.sentence(link))
            .collect()
    }

    fn sentence(&self, link: &Link) -> Option<String> {
        let first = self.nodes.get(link.from)?;
        let (from, to) = (first.phrase(), self.nodes.get(link.to)?.phrase());
        let words: [&str; 4] = match link.relation {
            Relation::Signs => [&from, " signs ", &to, ""],
            Relation::TrustedThrough => ["The certificate of ", &from, " is in ", &to],
            Relation::KeptIn => [&from, ", with the key, goes into ", &to, ""],
            Relation::ReadBy => [&from, " is read by ", &to, ""],
            Relation::Shows if first.kind == Kind::EgressGateway => {
                [&from, " shows the client’s certificate to ", &to, ""]
            }
            Relation::TurnedAwayBy => [&from, " are turned away by ", &to, ""],
            Relation::Shows => [&from, " show their certificates to ", &to, ""],
            Relation::LeadsTo => [&from, " hands calls on to ", &to, ""],
            Relation::Calls => [&from, " call, without a certificate, ", &to, ""],
            Relation::Guards => [&from, " turns away whom it does not list, before ", &to, ""],
        };
        Some(capital(&[words.concat().as_str(), "."].concat()))
    }

    /// Adds a box; its position.
    fn add(&mut self, node: Node) -> usize {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    fn link(&mut self, from: Option<usize>, to: Option<usize>, relation: Relation) {
        if let (Some(from), Some(to)) = (from, to) {
            self.links.push(Link { from, to, relation });
        }
    }

    /// The first row that is free.
    fn next_row(&self) -> usize {
        self.nodes.iter().map(|node| node.row + 1).max().unwrap_or_default()
    }
}

impl Node {
    fn new(kind: Kind, name: impl Into<String>, detail: impl Into<String>, row: usize, side: Side) -> Self {
        Self {
            kind,
            name: name.into(),
            detail: detail.into(),
            row,
            side,
        }
    }

    /// Kind and name within a sentence.
    fn phrase(&self) -> String {
        let kind = match self.kind {
            Kind::Authority => "the authority",
            Kind::Clients => "the clients",
            Kind::Server => "the gateway’s certificate for",
            Kind::Secret => "the Secret",
            Kind::Gateway => "the Gateway",
            Kind::Policy => "the AuthorizationPolicy",
            Kind::ApiRule => "the APIRule",
            Kind::VirtualService => "the VirtualService",
            Kind::Workload => "the workload",
            Kind::Pods => "pods of",
            Kind::EgressGateway => "the egress gateway",
        };
        match self.kind {
            Kind::EgressGateway => kind.to_owned(),
            _ => [kind, " `", &self.name, "`"].concat(),
        }
    }
}

fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}
