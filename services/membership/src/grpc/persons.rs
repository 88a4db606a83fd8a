//! `PersonService`: who a person is comes in clear, is sealed before it is decided about, and opened for the
//! answer.

use chassis::fields::{self, Fault, Fields};
use chassis::keys::PersonStream;
use chrono::NaiveDate;
use contracts::membership::v1 as wire;
use ledger::Decider as _;
use ledger::sealed::Opened;
use tonic::{Request, Response, Status};
use uuid::Uuid;
use wire::person_service_server::PersonService;

use super::facts::Facts as _;
use super::reading::{self, Reading, cut, unreadable};
use super::{DOMAIN, Membership};
use crate::domain::PersonId;
use crate::domain::person::{Command, Details, Officer, Person, Rejection};
use crate::views::Last;
use crate::views::persons::{Line, WaitingKey, find_person, list_erasures};

const FULL_NAME: usize = 200;
const CONTACT: usize = 200;

#[tonic::async_trait]
impl PersonService for Membership {
    async fn register_person(
        &self,
        request: Request<wire::RegisterPersonRequest>,
    ) -> Result<Response<wire::RegisterPersonResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, details, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("person_id", &request.person_id).map(PersonId);
            let asked = fields.asked(&caller, &request, Person::CATEGORY, id);
            let details = person_details(fields, request.details.as_ref(), today);
            Some((id?, details?, asked?))
        })?;

        let stream = PersonStream::new(DOMAIN, Person::CATEGORY, id.0);
        let key = stream.new_key(&self.keys, &asked, Rejection::PersonErased).await?;
        let (details, asked) = stream.seal(&key, &details, asked);
        let command = Command::Register { details, occurred_on: today };
        let receipt = self.act(asked, vec![self.persons.step(id, command)]).await?;

        Ok(Response::new(wire::RegisterPersonResponse { receipt }))
    }

    async fn correct_person(
        &self,
        request: Request<wire::CorrectPersonRequest>,
    ) -> Result<Response<wire::CorrectPersonResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let today = self.today();
        let (id, details, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("person_id", &request.person_id).map(PersonId);
            let asked = fields.asked(&caller, &request, Person::CATEGORY, id);
            let details = person_details(fields, request.details.as_ref(), today);
            Some((id?, details?, asked?))
        })?;

        let stream = PersonStream::new(DOMAIN, Person::CATEGORY, id.0);
        let key = stream.key(&self.keys, Rejection::PersonErased).await?;
        let key = key.ok_or_else(|| DOMAIN.rejected(Rejection::PersonNotFound))?;
        let (details, asked) = stream.seal(&key, &details, asked);
        let command = Command::Correct { details, occurred_on: today };
        let receipt = self.act(asked, vec![self.persons.step(id, command)]).await?;

        Ok(Response::new(wire::CorrectPersonResponse { receipt }))
    }

    async fn request_person_erasure(
        &self,
        request: Request<wire::RequestPersonErasureRequest>,
    ) -> Result<Response<wire::RequestPersonErasureResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let by = Officer(caller.person.clone());
        let (id, command, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("person_id", &request.person_id).map(PersonId);
            let asked = fields.asked(&caller, &request, Person::CATEGORY, id);
            let basis = fields.chosen("basis", request.basis)?;
            let command = Command::RequestErasure { by, basis, occurred_on: self.today() };
            Some((id?, command, asked?))
        })?;

        let receipt = self.act(asked, vec![self.persons.step(id, command)]).await?;

        Ok(Response::new(wire::RequestPersonErasureResponse { receipt }))
    }

    async fn refuse_person_erasure(
        &self,
        request: Request<wire::RefusePersonErasureRequest>,
    ) -> Result<Response<wire::RefusePersonErasureResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (id, command, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("person_id", &request.person_id).map(PersonId);
            let asked = fields.asked(&caller, &request, Person::CATEGORY, id);
            let ground = fields.chosen("ground", request.ground)?;
            let command = Command::RefuseErasure { ground, occurred_on: self.today() };
            Some((id?, command, asked?))
        })?;

        let receipt = self.act(asked, vec![self.persons.step(id, command)]).await?;

        Ok(Response::new(wire::RefusePersonErasureResponse { receipt }))
    }

    async fn confirm_person_erasure(
        &self,
        request: Request<wire::ConfirmPersonErasureRequest>,
    ) -> Result<Response<wire::ConfirmPersonErasureResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (id, asked) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("person_id", &request.person_id).map(PersonId);
            let asked = fields.asked(&caller, &request, Person::CATEGORY, id);
            Some((id?, asked?))
        })?;

        let by = Officer(caller.person);
        let command = Command::ConfirmErasure { by, occurred_on: self.today() };
        let receipt = self.act(asked, vec![self.persons.step(id, command)]).await?;

        Ok(Response::new(wire::ConfirmPersonErasureResponse { receipt }))
    }

    async fn get_person(
        &self,
        request: Request<wire::GetPersonRequest>,
    ) -> Result<Response<wire::GetPersonResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (id, read_at) = fields::read(&DOMAIN, |fields| {
            let id = fields.uuid("person_id", &request.person_id);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            Some((id?, read_at?))
        })?;

        let reader = &self.readers.persons;
        let Reading { mut snapshot, at, info } = reading::begin(reader, &caller, &read_at).await?;
        let found = find_person(&mut snapshot.tx, id, at).await.map_err(unreadable)?;
        drop(snapshot);
        let line = found.ok_or_else(|| DOMAIN.no_such("person", id))?;
        let person = Some(self.person(id, line).await?);

        Ok(Response::new(wire::GetPersonResponse { person, read_info: info }))
    }

    async fn list_person_erasures(
        &self,
        request: Request<wire::ListPersonErasuresRequest>,
    ) -> Result<Response<wire::ListPersonErasuresResponse>, Status> {
        let (caller, request) = self.access.admit(request).await?;
        let (page, read_at) = fields::read(&DOMAIN, |fields| {
            let page = fields.page::<_, Last<WaitingKey>>(&request);
            let read_at = fields.read_at(request.read_at.as_ref(), &self.clock);
            Some((page?, read_at?))
        })?;

        let reader = &self.readers.persons;
        let Reading { mut snapshot, at, info } =
            reading::begin_page(reader, &caller, &read_at, &page).await?;
        let (officer, after) = (Officer(caller.person), page.after.as_ref().map(|last| last.key));
        let rows = list_erasures(&mut snapshot.tx, &officer, after, page.fetch(), at).await;
        let (erasures, next_page_token) = cut(&page, at, rows.map_err(unreadable)?);

        Ok(Response::new(wire::ListPersonErasuresResponse {
            erasures,
            next_page_token,
            read_info: info,
        }))
    }
}

impl Membership {
    async fn person(&self, id: Uuid, line: Line) -> Result<wire::Person, Status> {
        let stream = PersonStream::new(DOMAIN, Person::CATEGORY, id);
        let opened = match &line.details {
            Some(sealed) => stream.open(&self.keys, sealed).await?,
            None => Some(Opened::Erased),
        };
        let (erased, unreadable) = (opened == Some(Opened::Erased), opened.is_none());
        let details = match opened {
            Some(Opened::Value(details)) => Some(in_words_of_the_contract(details)),
            Some(Opened::Erased) | None => None,
        };
        Ok(wire::Person {
            person_id: id.to_string(),
            details,
            erased,
            unreadable,
            erasure: line.erasure.map(Into::into),
            etag: line.etag,
        })
    }
}

fn person_details(
    fields: &mut Fields,
    details: Option<&wire::PersonDetails>,
    today: NaiveDate,
) -> Option<Details> {
    fields.message("details", details, |fields, details| {
        let full_name = fields.text("full_name", &details.full_name, FULL_NAME);
        let birth_date = fields.optional_date("birth_date", &details.birth_date);
        if birth_date.flatten().is_some_and(|day| day > today) {
            fields.fault("birth_date", Fault::DateOutOfRange);
        }
        let contact = fields.optional_text("contact", &details.contact, CONTACT);
        Some(Details { full_name: full_name?, birth_date: birth_date?, contact: contact? })
    })
}

fn in_words_of_the_contract(details: Details) -> wire::PersonDetails {
    wire::PersonDetails {
        full_name: details.full_name,
        birth_date: details.birth_date.map(|day| day.to_string()).unwrap_or_default(),
        contact: details.contact.unwrap_or_default(),
    }
}
