//! Lists of rounds and what belongs to them, shown whole.

use contracts::awards::v1 as proto;
use tonic::{Response, Status};

use crate::failure::Failure;
use crate::paging::{self, Page};

/// A page of a list; with the entries of all pages it is the list.
pub(super) trait Paged {
    type Entry;
    fn entries(&mut self) -> &mut Vec<Self::Entry>;
    fn next_page_token(&mut self) -> &mut String;
}

macro_rules! paged {
    ($($page:ident: $entries:ident of $entry:ident,)+) => {
        $(impl Paged for proto::$page {
            type Entry = proto::$entry;
            fn entries(&mut self) -> &mut Vec<Self::Entry> {
                &mut self.$entries
            }
            fn next_page_token(&mut self) -> &mut String {
                &mut self.next_page_token
            }
        })+
    };
}

paged! {
    ListRoundsResponse: rounds of Round,
    ListEntriesResponse: entries of Entry,
    ListOwnEntriesResponse: entries of Entry,
    ListJuriesResponse: juries of Jury,
    ListOwnJuriesResponse: juries of OwnJury,
    ListJuryEntriesResponse: entries of JuryEntry,
    ListAssignmentsResponse: assignments of Assignment,
    ListOwnSheetsResponse: sheets of ScoreSheet,
    ListSheetsResponse: sheets of SheetOfJudge,
    ListDivergencesResponse: divergences of Divergence,
    ListRankingResponse: entries of RankedEntry,
    ListReleasedPrizesResponse: prizes of ReleasedPrize,
    ListAppealsResponse: appeals of Appeal,
}

/// The last page, with the entries of all.
pub(super) async fn whole<P: Paged + Default>(
    mut ask: impl AsyncFnMut(String) -> Result<Response<P>, Status>,
) -> Result<P, Failure> {
    let mut last = P::default();
    let entries = paging::all(async |page_token| {
        last = ask(page_token).await?.into_inner();
        let entries = std::mem::take(last.entries());
        Ok(Page { entries, next_page_token: std::mem::take(last.next_page_token()) })
    });
    let entries = entries.await?;
    *last.entries() = entries;
    Ok(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_list_is_its_last_page_with_the_entries_of_all() {
        let page = |title: &str, next_page_token: &str| proto::ListRoundsResponse {
            rounds: vec![proto::Round { title: title.to_owned(), ..Default::default() }],
            next_page_token: next_page_token.to_owned(),
            read_info: None,
        };
        let list = whole(async |token: String| {
            Ok(Response::new(if token.is_empty() { page("1", "2") } else { page(&token, "") }))
        });
        let list = list.await.unwrap();
        let titles: Vec<_> = list.rounds.iter().map(|round| round.title.as_str()).collect();
        assert_eq!((titles, list.next_page_token.as_str()), (vec!["1", "2"], ""));
    }
}
