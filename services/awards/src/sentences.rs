//! What people read when awards refuses: one Vietnamese sentence for each of its reasons.

/// Its own, and those of the evidence that it keeps.
pub(crate) const SENTENCES: &[(&str, &str)] = {
    const ALL: [(&str, &str); OWN.len() + evidence::SENTENCES.len()] = {
        let (mut all, mut n) = ([("", ""); OWN.len() + evidence::SENTENCES.len()], 0);
        while n < all.len() {
            all[n] = if n < OWN.len() { OWN[n] } else { evidence::SENTENCES[n - OWN.len()] };
            n += 1;
        }
        all
    };
    &ALL
};

const OWN: &[(&str, &str)] = &[
    ("BEFORE_PROGRAMME", "Ngày này sớm hơn ngày chương trình có hoặc được sửa đổi lần trước."),
    ("PROGRAMME_ALREADY_DEFINED", "Chương trình này đã có."),
    ("PROGRAMME_ENDED", "Chương trình đã kết thúc."),
    ("PROGRAMME_NOT_FOUND", "Đơn vị không tổ chức chương trình này."),
    ("ROUND_NUMBER_TAKEN", "Chương trình đã có lần tổ chức mang số này."),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use strum::VariantNames as _;

    use super::OWN;
    use crate::domain::programme;

    #[test]
    fn each_reason_that_is_told_has_its_sentence() {
        let reasons: BTreeSet<_> = programme::Rejection::VARIANTS.iter().copied().collect();
        assert_eq!(OWN.iter().map(|(reason, _)| *reason).collect::<BTreeSet<_>>(), reasons);
        assert!(OWN.is_sorted_by(|(a, _), (b, _)| a < b));
    }
}
