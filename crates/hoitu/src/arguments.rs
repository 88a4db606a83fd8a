//! The verbs and their options. What each does is in the module of its group.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

use crate::output::Form;
use crate::{
    access, associations, calendars, contests, evidence, ledgers, periods, persons, plan,
    programmes, progress, records, regimes, reports, reviews, seed, targets, token, units, views,
};

/// Hội Tụ: theo dõi việc thực hiện kế hoạch từ sự việc đã ghi nhận
#[derive(Debug, Parser)]
#[command(name = "hoitu", version)]
#[command(
    after_help = "Mã thoát: 0 được, 1 bị từ chối, 2 gọi sai, 3 dịch vụ không phục vụ được, 4 chỉ được một phần.\n\
    Biến môi trường: HOITU_MEMBERSHIP_URL, HOITU_REPORTING_URL, HOITU_PROJECTION_URL, HOITU_TOKEN, \
    HOITU_AUTHORITIES (chứng thư của nơi được tin); \
    nếu không đặt thì đọc từ .hoitu/up/env do `cargo xtask up` ghi."
)]
pub struct Arguments {
    #[command(flatten)]
    pub general: General,
    #[command(subcommand)]
    pub verb: Verb,
}

/// Options of every verb.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Tùy chọn chung")]
pub struct General {
    /// Dạng kết quả, bảng cho người đọc hoặc JSON cho máy
    #[arg(
        short = 'o',
        long = "output",
        global = true,
        value_enum,
        default_value_t,
        value_name = "DẠNG"
    )]
    pub form: Form,
    /// Thời hạn cho mỗi lần gọi, tính bằng giây
    #[arg(long, global = true, default_value = "20", value_name = "GIÂY", value_parser = seconds)]
    pub deadline: Duration,
    /// Đọc mã thông hành từ tệp này thay cho HOITU_TOKEN
    #[arg(long, global = true, value_name = "TỆP")]
    pub token_file: Option<PathBuf>,
}

/// What can be asked.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Tiến độ kế hoạch: các mục, trạng thái và con số
    Progress(progress::Arguments),
    /// Nguyên văn kế hoạch và trách nhiệm
    Plan(plan::Arguments),
    /// Chế độ báo cáo: ai báo cáo ai, kỳ nào, hạn nào
    Regime(regimes::Arguments),
    /// Lịch làm việc của từng năm
    Calendar(calendars::Arguments),
    /// Kỳ báo cáo: ngày chốt, hạn nộp, đơn vị phải báo cáo
    Period(periods::Arguments),
    /// Báo cáo của đơn vị: viết, nộp, xem xét, trả lại, duyệt, đính chính
    Report(reports::Arguments),
    /// Hồ sơ sự việc có minh chứng: lập, xác minh, từ chối, rút
    Record(records::Arguments),
    /// Chỉ tiêu: được giao bao nhiêu, cho đơn vị và kỳ nào
    Target(targets::Arguments),
    /// Tư vấn, phản biện, giám định xã hội: yêu cầu, sổ việc, kiến nghị, đề xuất
    Review(reviews::Arguments),
    /// Danh bạ đơn vị theo ngày
    Unit(units::Arguments),
    /// Các hội, tư cách thành viên và số hội viên
    Association(associations::Arguments),
    /// Chương trình giải thưởng, hội thi, cuộc thi, tôn vinh
    Programme(programmes::Arguments),
    /// Kỳ thi, kỳ xét giải: thể lệ, hồ sơ, ban giám khảo, chấm, xếp hạng, giải
    Contest(contests::Arguments),
    /// Tệp minh chứng mà các đơn vị lưu
    Evidence(evidence::Arguments),
    /// Thông tin cá nhân, và việc xóa thông tin ấy
    Person(persons::Arguments),
    /// Sổ sự kiện của một dịch vụ và chuỗi băm của nó
    Ledger(ledgers::Arguments),
    /// Vận hành bảng tiến độ: độ chậm, sự kiện đang chờ, dựng lại
    View(views::Arguments),
    /// Quyền: ai được làm gì, ngày nào, vì sao
    Access(access::Arguments),
    /// Nạp kế hoạch, danh bạ đơn vị và các hội minh họa qua giao diện của dịch vụ
    Seed(seed::Arguments),
    /// Khóa và mã thông hành cho hệ thống chạy tại chỗ
    Token(token::Arguments),
}

fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse::<u64>() {
        Ok(seconds @ 1..=3600) => Ok(Duration::from_secs(seconds)),
        _ => Err("phải là số giây từ 1 đến 3600".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_verbs_and_options_do_not_contradict_each_other() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_deadline_is_always_set() {
        let arguments = Arguments::try_parse_from(["hoitu", "progress"]).unwrap();
        assert_eq!(arguments.general.deadline, Duration::from_secs(20));
        assert!(Arguments::try_parse_from(["hoitu", "--deadline", "0", "progress"]).is_err());
    }
}
