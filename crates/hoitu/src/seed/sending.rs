//! Sending the seed: lanes side by side, each command until it is answered, counted by kind. A row that
//! is refused keeps no other row back.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Mutex;

use contracts::ledger::v1::{CommandReceipt, ReadAt};
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use prost_reflect::DynamicMessage;
use tonic::Status;

use super::command::{Command, Kind};
use super::etags::{self, Etags};
use super::leftover::{Leftover, Why};
use super::looking::{LOOKS, PAUSE};
use super::passing::{passes, passing};
use super::phases::{Awaited, Phase};
use super::{contests, paper_reports, rights};
use crate::connection::{Authorised, persistently, rest};
use crate::data::Contest;
use crate::evidence;
use crate::failure::{Failure, Refusal};
use crate::offices::Office;
use crate::output::Output;
use crate::requests::{self, Named};
use crate::session::Session;
use crate::settings::Context;

/// Lanes sent side by side.
const SIDE_BY_SIDE: usize = 16;

const UNPOISONED: &str = "no holder of this lock panics";

/// How many commands of a kind were new, and how many had been carried out before.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tally {
    pub kind: Kind,
    pub recorded: i64,
    pub repeated: i64,
}

/// What came of it.
#[derive(Debug)]
pub struct Sent {
    pub tallies: Vec<Tally>,
    /// Rows that say something else than when they were recorded.
    pub changed: Vec<Command>,
    /// Rows that were not recorded.
    pub left: Vec<Leftover>,
    /// For reading it all: the token of each context's last command.
    pub tokens: Vec<String>,
}

/// Sends everything in order, and then what follows from the draws of contests.
pub async fn send(
    session: &Session,
    phases: Vec<Phase>,
    contests: &[Contest],
) -> Result<Sent, Failure> {
    let commands = || phases.iter().flat_map(|phase| phase.lanes.iter().flatten());
    let judging = contests.iter().flat_map(|_| contests::judged::asking());
    let asking = commands().map(Command::line).chain(judging);
    let sender = Sender::connect(session, asking).await?;
    let mut expected: BTreeMap<Kind, i64> = BTreeMap::new();
    for command in commands() {
        *expected.entry(command.kind).or_default() += 1;
    }
    for phase in phases {
        let grants = phase.lanes.iter().flatten().any(|command| command.kind == Kind::Right);
        sender.send_phase(phase).await?;
        if grants {
            rights::await_effect(session, sender.contexts()).await?;
        }
        for tally in sender.tallies() {
            let done = tally.recorded + tally.repeated;
            if expected.get(&tally.kind) == Some(&done) {
                expected.remove(&tally.kind);
                session.output.tell_progress(&format!("{}: {done} lệnh", tally.kind.name()));
            }
        }
    }
    for contest in contests {
        contests::judged::judge(&sender, contest).await?;
        session.output.tell_progress(&format!("{}: đã chấm, đã công bố kết quả", contest.title));
    }
    Ok(sender.sent())
}

/// What came of one command.
enum Outcome {
    Done(CommandReceipt),
    /// Its id was used for other content, which led to this etag.
    Changed(String),
    Left(Why),
}

pub struct Sender {
    /// Of each office, to each context.
    lines: HashMap<(&'static str, Context), Authorised>,
    etags: Mutex<Etags>,
    /// Recorded and repeated.
    counts: Mutex<BTreeMap<Kind, (i64, i64)>>,
    /// The highest position of each context's ledger so far, and the token that stands for it.
    last: Mutex<BTreeMap<Context, (i64, String)>>,
    changed: Mutex<Vec<Command>>,
    left: Mutex<Vec<Leftover>>,
    output: Output,
    /// What people know by now that it is waited for.
    told: Mutex<HashSet<&'static str>>,
}

impl Sender {
    /// To whoever is asked, in the name of those who ask.
    pub async fn connect(
        session: &Session,
        asking: impl Iterator<Item = (&'static Office, Context)>,
    ) -> Result<Self, Failure> {
        let mut lines = HashMap::new();
        for (office, context) in asking {
            if let Entry::Vacant(line) = lines.entry((office.capacity, context)) {
                line.insert(session.connect_as(office, context).await?);
            }
        }
        Ok(Self {
            lines,
            etags: Mutex::default(),
            counts: Mutex::default(),
            last: Mutex::default(),
            changed: Mutex::default(),
            left: Mutex::default(),
            output: session.output,
            told: Mutex::default(),
        })
    }

    /// Whoever is asked for something.
    fn contexts(&self) -> BTreeSet<Context> {
        self.lines.keys().map(|(_, context)| *context).collect()
    }

    fn sent(self) -> Sent {
        Sent {
            tallies: self.tallies(),
            tokens: self.tokens(),
            changed: self.changed.into_inner().expect(UNPOISONED),
            left: self.left.into_inner().expect(UNPOISONED),
        }
    }

    /// For reading all that was sent: the token of each context's last command.
    fn tokens(&self) -> Vec<String> {
        let last = self.last.lock().expect(UNPOISONED);
        let tokens = last.values().map(|(_, token)| token.clone());
        tokens.filter(|token| !token.is_empty()).collect()
    }

    /// The moment after all that was sent to a context.
    pub fn after_all(&self, context: Context) -> ReadAt {
        let last = self.last.lock().expect(UNPOISONED);
        let at_least_tokens = last.get(&context).map(|(_, token)| token.clone());
        ReadAt { at_least_tokens: at_least_tokens.into_iter().collect(), ..Default::default() }
    }

    /// A resource of which nothing was said before the first command about it, by an etag that it had at any time.
    pub fn begins(&self, resource: String, etag: &str) {
        self.etags.lock().expect(UNPOISONED).reached(resource, etags::of_nothing(etag));
    }

    /// Waits for what it awaits, and sends its lanes side by side.
    pub async fn send_phase(&self, phase: Phase) -> Result<(), Failure> {
        self.wait_for(&phase).await?;
        stream::iter(phase.lanes)
            .map(|lane| self.send_lane(lane))
            .buffer_unordered(SIDE_BY_SIDE)
            .try_collect::<()>()
            .await
    }

    async fn wait_for(&self, phase: &Phase) -> Result<(), Failure> {
        let commands = || phase.lanes.iter().flatten();
        match phase.awaits {
            None => {}
            Some(Awaited::Directory) => {
                if let Some(first) = commands().next() {
                    paper_reports::await_directory(self.line(first), phase, self.tokens()).await?;
                }
            }
            Some(Awaited::ExpectedReports) => {
                for command in commands().filter(|command| command.needs_etag()) {
                    let etag = paper_reports::await_expected(self.line(command), command).await?;
                    if let Some(etag) = etag {
                        let mut etags = self.etags.lock().expect(UNPOISONED);
                        etags.reached(command.resource.clone(), etag);
                    }
                }
            }
            Some(Awaited::Checking) => {
                if let Some(first) = commands().next() {
                    contests::await_checking(self.line(first), first).await?;
                }
            }
        }
        Ok(())
    }

    async fn send_lane(&self, lane: Vec<Command>) -> Result<(), Failure> {
        for command in lane {
            let first = match self.etag_for(&command) {
                Ok(etag) => match self.send_file(&command).await? {
                    Some(why) => Outcome::Left(why),
                    None => self.carry_out(&command, etag).await?,
                },
                Err(why) => Outcome::Left(why),
            };
            match first {
                Outcome::Done(receipt) => self.note(&command, &receipt),
                Outcome::Changed(etag) => {
                    let resource = command.resource.clone();
                    self.etags.lock().expect(UNPOISONED).reached(resource, etag);
                    self.changed.lock().expect(UNPOISONED).push(command);
                }
                Outcome::Left(why) => {
                    self.left.lock().expect(UNPOISONED).push(Leftover::new(&command, why));
                }
            }
        }
        Ok(())
    }

    /// What goes before the command; if it is refused, why.
    async fn send_file(&self, command: &Command) -> Result<Option<Why>, Failure> {
        let Some(file) = &command.file else { return Ok(None) };
        let client = evidence::Client::new(self.line(command));
        match evidence::upload(&client, file, |_| {}).await {
            Ok(_) => Ok(None),
            Err(Failure::Refused(refusal)) if refusal.is_about_the_request() => {
                Ok(Some(Why::Refused(refusal)))
            }
            Err(failure) => Err(failure),
        }
    }

    /// To whom it is sent, in the name of whose business it is.
    fn line(&self, command: &Command) -> Authorised {
        let (by, context) = command.line();
        self.line_of(by, context)
    }

    pub fn line_of(&self, office: &Office, context: Context) -> Authorised {
        self.lines[&(office.capacity, context)].clone()
    }

    /// None where the command needs no etag.
    fn etag_for(&self, command: &Command) -> Result<Option<String>, Why> {
        if !command.needs_etag() {
            return Ok(None);
        }
        let etags = self.etags.lock().expect(UNPOISONED);
        let etag = etags.of(&command.resource).map(str::to_owned);
        etag.map(Some).ok_or(Why::NothingBefore)
    }

    /// Others may have changed the resource since the seed did: a row recorded earlier is repeated with
    /// the etag it was recorded with, a new one is sent with the present one.
    async fn carry_out(&self, command: &Command, etag: Option<String>) -> Result<Outcome, Failure> {
        let mut tried = HashSet::new();
        let (mut etag, mut looks) = (etag, 0);
        loop {
            let request = match &etag {
                Some(etag) => command.with_etag(etag),
                None => command.request.clone(),
            };
            tried.insert(etag.clone());
            let status = match persistently(|| self.call(command, request.clone())).await {
                Ok(receipt) => return Ok(Outcome::Done(receipt)),
                Err(status) => status,
            };
            let refusal = Refusal::from(&status);
            let told = |name: &str| {
                let found = refusal.details.iter().find(|(known, _)| known == name);
                found.map(|(_, etag)| etag.clone())
            };
            if passes(&refusal) && looks < LOOKS {
                looks += 1;
                rest(PAUSE).await;
                continue;
            }
            let other = match refusal.reason.as_str() {
                "ETAG_MISMATCH" => told("current_etag"),
                "REQUEST_ID_REUSED" if etag.is_some() => told("etag_before"),
                _ => None,
            };
            if other.is_some() && !tried.contains(&other) {
                etag = other;
                continue;
            }
            return match told("etag_after") {
                Some(after) if refusal.reason == "REQUEST_ID_REUSED" => Ok(Outcome::Changed(after)),
                Some(_) | None if refusal.is_about_the_request() => {
                    Ok(Outcome::Left(Why::Refused(Box::new(refusal))))
                }
                Some(_) | None => Err(refused(command, &status)),
            };
        }
    }

    /// Records a fact that a changed row led to.
    pub async fn amend(&self, command: &Command, etag: &str) -> Result<Result<(), Why>, Failure> {
        let outcome = self.carry_out(command, Some(etag.to_owned())).await?;
        Ok(match outcome {
            Outcome::Done(_) => Ok(()),
            Outcome::Left(why) => Err(why),
            Outcome::Changed(_) => Err(Why::Unlike(Vec::new())),
        })
    }

    async fn call(
        &self,
        command: &Command,
        request: DynamicMessage,
    ) -> Result<CommandReceipt, Status> {
        let named = Named { rpc: command.rpc.to_owned(), request };
        let answer = requests::carry_out(self.line(command), &named).await;
        if let Some(awaited) = answer.as_ref().err().and_then(|it| passing(&Refusal::from(it))) {
            self.tell_once(command.kind.context(), awaited);
        }
        answer
    }

    /// People see why nothing seems to happen.
    fn tell_once(&self, context: Context, awaited: &'static str) {
        if self.told.lock().expect(UNPOISONED).insert(awaited) {
            self.output.tell_progress(&format!("Chờ {awaited} ({})", context.name()));
        }
    }

    fn note(&self, command: &Command, receipt: &CommandReceipt) {
        let position = receipt.events.iter().map(|event| event.position).max().unwrap_or(0);
        let mut last = self.last.lock().expect(UNPOISONED);
        if last.get(&command.kind.context()).is_none_or(|(highest, _)| position >= *highest) {
            last.insert(command.kind.context(), (position, receipt.token.clone()));
        }
        let mut counts = self.counts.lock().expect(UNPOISONED);
        let (recorded, repeated) = counts.entry(command.kind).or_default();
        *if receipt.repeated_request { repeated } else { recorded } += 1;
        self.etags.lock().expect(UNPOISONED).note(command, receipt);
    }

    fn tallies(&self) -> Vec<Tally> {
        let counts = self.counts.lock().expect(UNPOISONED);
        let tally = |(kind, (recorded, repeated)): (&Kind, &(i64, i64))| Tally {
            kind: *kind,
            recorded: *recorded,
            repeated: *repeated,
        };
        counts.iter().map(tally).collect()
    }
}

/// The service's refusal, and which command it was about.
fn refused(command: &Command, status: &Status) -> Failure {
    let mut refusal = Refusal::from(status);
    refusal.details.push(("lệnh".to_owned(), command.rpc.to_owned()));
    refusal.details.push(("về".to_owned(), command.key.clone()));
    Failure::Refused(Box::new(refusal))
}

#[cfg(test)]
mod tests {
    use crate::output::CONTRACTS;

    /// [`carry_out`](crate::requests::carry_out) reads every command's answer.
    #[test]
    fn every_command_answers_with_a_receipt_as_its_first_field() {
        let mut commands = 0;
        for method in CONTRACTS.services().flat_map(|service| service.methods().collect::<Vec<_>>())
        {
            if method.input().get_field_by_name("request_id").is_none() {
                continue;
            }
            let receipt = method.output().get_field(1).expect("a first field");
            assert_eq!(receipt.name(), "receipt", "{}", method.full_name());
            let kind = receipt.kind();
            let message = kind.as_message().expect("a message");
            assert_eq!(message.full_name(), "hoitu.ledger.v1.CommandReceipt");
            commands += 1;
        }
        assert!(commands > 40, "{commands}");
    }
}
