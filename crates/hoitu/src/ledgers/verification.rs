//! Walking a ledger's chain from the first entry: nothing was changed, removed or put in between.
//!
//! Online, the read model is heard as a witness too: it noted the chain value when it took an entry in.

use std::io::BufRead;
use std::path::Path;

use chrono::DateTime;
use contracts::ledger::v1 as proto;
use contracts::projection::v1::GetWatermarksRequest;
use contracts::projection::v1::progress_service_client::ProgressServiceClient;
use ledger::verify::Link;
use ledger::{Digest, Entry, StreamName};

use super::{client, each_chunk, export};
use crate::failure::Failure;
use crate::session::Session;
use crate::settings::Context;
use crate::wording;

/// What the read model says of a ledger.
enum Witness {
    /// It does not answer.
    Away,
    /// It does not read this ledger.
    Stranger,
    /// It noted this chain value when it took in the entry at this position.
    Noted { position: i64, chain: Digest },
}

pub async fn online(session: &Session, context: Context) -> Result<(), Failure> {
    let mut client = client(session, context).await?;
    let head = client.get_head(proto::GetHeadRequest {}).await?.into_inner();
    let witness = witness(session, context).await?;
    let broken = |position| Failure::ChainBroken { service: context.name(), position };

    let mut link = Link::ORIGIN;
    each_chunk(&mut client, 1, head.position, |entries| {
        for entry in entries {
            follow(&mut link, entry).map_err(broken)?;
            if contradicts(&witness, &link) {
                return Err(broken(link.position));
            }
        }
        Ok(())
    })
    .await?;
    if link.position != head.position || link.chain.as_slice() != head.chain {
        return Err(broken(link.position + 1));
    }
    let witness = match witness {
        Witness::Noted { position: 0, .. } => "bảng tiến độ chưa đọc mục nào".to_owned(),
        Witness::Noted { position, .. } if position > link.position => {
            format!("bảng tiến độ đã đọc đến #{position}, sau khi việc kiểm tra này bắt đầu")
        }
        Witness::Noted { position, .. } => format!("khớp với bảng tiến độ tại #{position}"),
        Witness::Stranger => "bảng tiến độ không đọc sổ này".to_owned(),
        Witness::Away => "không hỏi được dịch vụ tiến độ".to_owned(),
    };
    tell(session, context, link, &witness)
}

pub fn offline(session: &Session, context: Context, file: &Path) -> Result<(), Failure> {
    let unreadable = |source| Failure::File { doing: "đọc", path: file.to_owned(), source };
    let export = std::io::BufReader::new(std::fs::File::open(file).map_err(unreadable)?);
    let link = walk_export(export).map_err(|stop| match stop {
        Stop::Unreadable(source) => unreadable(source),
        Stop::Broken { position } => Failure::ChainBroken { service: context.name(), position },
    })?;
    tell(session, context, link, "tệp đã xuất, không đối chiếu với dịch vụ nào")
}

/// Why an exported ledger was not walked to its end.
#[derive(Debug)]
pub enum Stop {
    Unreadable(std::io::Error),
    Broken { position: i64 },
}

/// Walks the chain of an exported ledger.
pub fn walk_export(export: impl BufRead) -> Result<Link, Stop> {
    let mut link = Link::ORIGIN;
    for line in export.lines() {
        let line = line.map_err(Stop::Unreadable)?;
        let entry = export::parse(&line).map_err(|error| Stop::Unreadable(error.into()))?;
        follow(&mut link, &entry).map_err(|position| Stop::Broken { position })?;
    }
    Ok(link)
}

/// Takes in the next entry, or says at which position the chain does not hold.
fn follow(link: &mut Link, entry: &proto::LedgerEntry) -> Result<(), i64> {
    let expected = link.position + 1;
    link.follow(&read(entry).ok_or(expected)?).map_err(|_| expected)
}

fn read(entry: &proto::LedgerEntry) -> Option<Entry> {
    let at = entry.recorded_at.as_ref()?;
    Some(Entry {
        position: entry.position,
        stream: StreamName::stored(entry.stream.clone()),
        revision: entry.revision,
        event_id: uuid::Uuid::from_slice(&entry.event_id).ok()?,
        event_type: entry.event_type.clone(),
        recorded_at: DateTime::from_timestamp(at.seconds, u32::try_from(at.nanos).ok()?)?,
        private_hash: Digest::from_slice(&entry.private_hash)?,
        published: entry.published.clone(),
        chain: Digest::from_slice(&entry.chain)?,
        traceparent: None,
        private: None,
    })
}

/// Asks the read model, which may be away: a ledger can be walked without it.
async fn witness(session: &Session, context: Context) -> Result<Witness, Failure> {
    let channel = match session.connect(Context::Projection).await {
        Ok(channel) => channel,
        Err(failure) if matches!(failure.exit_code(), 2 | 3) => return Ok(Witness::Away),
        Err(failure) => return Err(failure),
    };
    let asked = ProgressServiceClient::new(channel).get_watermarks(GetWatermarksRequest {}).await;
    let sources = match asked.map_err(Failure::from) {
        Ok(answer) => answer.into_inner().sources,
        Err(failure) if failure.exit_code() == 3 => return Ok(Witness::Away),
        Err(failure) => return Err(failure),
    };
    let mut noted = sources.into_iter().filter_map(|source| source.watermark);
    Ok(match noted.find(|watermark| watermark.context == context.name()) {
        None => Witness::Stranger,
        Some(watermark) => Witness::Noted {
            position: watermark.position,
            chain: hex::decode(&watermark.chain)
                .ok()
                .and_then(|chain| Digest::from_slice(&chain))
                .unwrap_or(Digest::ORIGIN),
        },
    })
}

/// Whether the ledger now says something else than it did when the read model took it in.
fn contradicts(witness: &Witness, link: &Link) -> bool {
    match witness {
        Witness::Noted { position, chain } => *position == link.position && *chain != link.chain,
        Witness::Stranger | Witness::Away => false,
    }
}

fn tell(session: &Session, context: Context, link: Link, witness: &str) -> Result<(), Failure> {
    session.output.print(
        |_| {
            format!(
                "Sổ {}: {} mục, chuỗi băm đúng đến {}\nĐối chiếu: {witness}.\n",
                context.name(),
                wording::count(link.position),
                link.chain,
            )
        },
        || {
            serde_json::json!({
                "ledger": context.name(),
                "position": link.position,
                "chain": link.chain.to_string(),
                "intact": true,
                "witness": witness,
            })
        },
    )
}

#[cfg(test)]
mod tests {
    use ledger::private_hash;

    use super::*;

    /// Three entries as a ledger would have chained them.
    fn chained() -> Vec<proto::LedgerEntry> {
        let mut chain = Digest::ORIGIN;
        (1..=3)
            .map(|position| {
                let mut entry = proto::LedgerEntry {
                    position,
                    stream: "unit-1".to_owned(),
                    revision: position,
                    event_id: vec![7; 16].into(),
                    event_type: "UnitRenamed".to_owned(),
                    recorded_at: Some(prost_types::Timestamp {
                        seconds: 1_767_596_527,
                        nanos: 5_000,
                    }),
                    private_hash: private_hash("{}", "{}").as_slice().to_vec().into(),
                    published: Some(vec![1, 2, 3].into()),
                    chain: vec![0; 32].into(),
                    traceparent: String::new(),
                };
                chain = read(&entry).unwrap().chain_after(&chain);
                entry.chain = chain.as_slice().to_vec().into();
                entry
            })
            .collect()
    }

    fn walk(entries: &[proto::LedgerEntry]) -> Result<i64, i64> {
        let mut link = Link::ORIGIN;
        entries.iter().try_for_each(|entry| follow(&mut link, entry)).map(|()| link.position)
    }

    #[test]
    fn an_exported_chain_holds_after_reading_it_back() {
        let lines = export::lines(&chained());
        let read: Vec<_> = lines.lines().map(|line| export::parse(line).unwrap()).collect();
        assert_eq!(walk(&read), Ok(3));
    }

    #[test]
    fn a_rewritten_past_is_contradicted_by_who_read_it_before() {
        let mut link = Link::ORIGIN;
        for entry in &chained()[..2] {
            follow(&mut link, entry).unwrap();
        }
        let noted = |position, chain| Witness::Noted { position, chain };
        assert!(!contradicts(&noted(2, link.chain), &link));
        assert!(contradicts(&noted(2, Digest::of(b"other")), &link));
        assert!(!contradicts(&noted(3, Digest::of(b"other")), &link));
        assert!(!contradicts(&Witness::Away, &link));
    }

    #[test]
    fn a_changed_or_missing_entry_is_found_where_it_is() {
        let mut changed = chained();
        changed[1].published = Some(vec![1, 2, 4].into());
        assert_eq!(walk(&changed), Err(2));
        let mut removed = chained();
        removed.remove(0);
        assert_eq!(walk(&removed), Err(1));
        let mut undated = chained();
        undated[2].recorded_at = None;
        assert_eq!(walk(&undated), Err(3));
    }
}
