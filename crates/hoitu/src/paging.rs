//! Lists of the services come in pages; the client shows them whole.

use contracts::{awards, consultancy, evidence, membership, projection, reporting};
use tonic::{Response, Status};

/// As many as a service gives at once.
pub const PAGE_SIZE: i32 = 500;

/// A page of a list; with the entries of all pages it is the list.
pub trait Paged: Default {
    fn next_page_token(&mut self) -> &mut String;

    /// This page, with the entries of those before it in front.
    #[must_use]
    fn behind(self, before: Self) -> Self;
}

macro_rules! paged {
    ($($context:ident: { $($page:ident: $entries:ident,)+ })+) => {
        $($(impl Paged for $context::v1::$page {
            fn next_page_token(&mut self) -> &mut String {
                &mut self.next_page_token
            }

            fn behind(mut self, mut before: Self) -> Self {
                before.$entries.append(&mut self.$entries);
                Self { $entries: before.$entries, ..self }
            }
        })+)+
    };
}

paged! {
    awards: {
        ListProgrammesResponse: programmes,
        ListRoundsResponse: rounds,
        ListEntriesResponse: entries,
        ListOwnEntriesResponse: entries,
        ListJuriesResponse: juries,
        ListOwnJuriesResponse: juries,
        ListJuryEntriesResponse: entries,
        ListAssignmentsResponse: assignments,
        ListOwnSheetsResponse: sheets,
        ListSheetsResponse: sheets,
        ListDivergencesResponse: divergences,
        ListRankingResponse: entries,
        ListReleasedPrizesResponse: prizes,
        ListFollowUpsResponse: follow_ups,
        ListAppealsResponse: appeals,
    }
    consultancy: {
        ListReviewsResponse: reviews,
        ListOwnReviewsResponse: reviews,
        ListDocketResponse: lines,
        ListUptakeResponse: lines,
        ListProposalsResponse: proposals,
        ListWorkshopsResponse: workshops,
        ListRatingsResponse: ratings,
        SuggestExpertsResponse: suggestions,
    }
    evidence: {
        ListEvidenceResponse: evidence,
    }
    membership: {
        ListUnitsResponse: units,
        ListUnitSuccessionsResponse: successions,
        ListAssociationsResponse: associations,
        ListUnionMembershipsResponse: union_memberships,
        ListHeadcountDeclarationsResponse: headcount_declarations,
        ListPersonErasuresResponse: erasures,
        ListHoldersResponse: grants,
        ListGrantsResponse: grants,
    }
    projection: {
        GetMatrixResponse: rows,
        ListParkedStreamsResponse: streams,
        ListGenerationsResponse: generations,
    }
    reporting: {
        ListPlansResponse: plans,
        ListTargetsResponse: targets,
        ListRecordsResponse: records,
        ListRegimesResponse: regimes,
        ListPeriodsResponse: periods,
        ListExpectedReportsResponse: expected,
    }
}

/// Asks for page after page, beginning with the empty token: the last page, with the entries of all.
pub async fn whole<P: Paged>(
    mut ask: impl AsyncFnMut(String) -> Result<Response<P>, Status>,
) -> Result<P, Status> {
    let mut list = P::default();
    loop {
        let page = ask(std::mem::take(list.next_page_token())).await?.into_inner();
        list = page.behind(list);
        if list.next_page_token().is_empty() {
            return Ok(list);
        }
    }
}

#[cfg(test)]
mod tests {
    use contracts::ledger::v1::ReadInfo;

    use super::*;

    #[tokio::test]
    async fn a_list_is_its_last_page_with_the_entries_of_all_in_order() {
        let page = |titles: &[&str], next_page_token: &str| awards::v1::ListRoundsResponse {
            rounds: titles
                .iter()
                .map(|title| awards::v1::Round { title: (*title).to_owned(), ..Default::default() })
                .collect(),
            next_page_token: next_page_token.to_owned(),
            read_info: next_page_token.is_empty().then(ReadInfo::default),
        };
        let pages = [page(&["1", "2"], "a"), page(&[], "b"), page(&["3"], "")];
        let mut tokens = Vec::new();
        let list = whole(async |token| {
            let page = pages[tokens.len()].clone();
            tokens.push(token);
            Ok(Response::new(page))
        });
        assert_eq!(list.await.unwrap(), page(&["1", "2", "3"], ""));
        assert_eq!(tokens, ["", "a", "b"], "each page is asked for once");
    }
}
