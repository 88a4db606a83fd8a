//! What people read when evidence is refused: one Vietnamese sentence for each of its reasons. A context that
//! serves evidence has them among its own.

pub const SENTENCES: &[(&str, &str)] = &[
    ("BYTES_DIFFER", "Nội dung tệp không đúng với mã băm đã khai báo; hãy gửi lại từ đầu."),
    ("BYTES_NOT_NEXT", "Phần gửi lên không nối tiếp phần đã nhận."),
    ("EVIDENCE_ALREADY_STORED", "Minh chứng này đã được lưu."),
    ("EVIDENCE_HASH_DIFFERS", "Mã băm nêu ra không phải của tệp minh chứng này."),
    ("EVIDENCE_NOT_FOUND", "Đơn vị không có minh chứng này."),
    ("EVIDENCE_STORE_UNAVAILABLE", "Kho minh chứng tạm thời không truy cập được."),
    ("EVIDENCE_WITHDRAWN", "Minh chứng này đã được rút."),
    ("NOT_THAT_MEDIA_TYPE", "Nội dung tệp không đúng với loại tệp đã khai báo."),
    ("OFFSET_BEYOND_END", "Vị trí đọc nằm ngoài tệp."),
    ("TOO_MANY_BYTES", "Tệp gửi lên dài hơn đã khai báo."),
    ("UPLOAD_ABANDONED", "Tệp gửi dở quá lâu nên đã bị hủy; hãy gửi lại với mã khác."),
    ("UPLOAD_DIFFERS", "Mã này đã dùng để khai báo một tệp khác."),
    ("UPLOAD_INCOMPLETE", "Tệp chưa được gửi đủ."),
    ("UPLOAD_NOT_FOUND", "Chưa khai báo tệp nào với mã này."),
    ("UPLOAD_SHARE_USED", "Đơn vị còn quá nhiều tệp gửi dở."),
];

/// These, behind those of the service that keeps the evidence; `N` is how many they are together.
#[must_use]
pub const fn sentences_behind<const N: usize>(
    own: &[(&'static str, &'static str)],
) -> [(&'static str, &'static str); N] {
    assert!(own.len() + SENTENCES.len() == N, "all of them");
    let (mut all, mut n) = ([("", ""); N], 0);
    while n < N {
        all[n] = if n < own.len() { own[n] } else { SENTENCES[n - own.len()] };
        n += 1;
    }
    all
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use strum::VariantNames as _;

    use super::SENTENCES;
    use crate::domain::evidence;
    use crate::uploads;

    /// Of what no aggregate refuses.
    const OTHERS: [&str; 3] =
        ["EVIDENCE_STORE_UNAVAILABLE", "OFFSET_BEYOND_END", "UPLOAD_SHARE_USED"];

    #[test]
    fn each_reason_has_its_sentence() {
        let rejections = evidence::Rejection::VARIANTS.iter().chain(uploads::Rejection::VARIANTS);
        let reasons: BTreeSet<_> = rejections.chain(&OTHERS).copied().collect();
        assert_eq!(SENTENCES.iter().map(|(reason, _)| *reason).collect::<BTreeSet<_>>(), reasons);
        assert!(SENTENCES.is_sorted_by(|(a, _), (b, _)| a < b));
    }
}
