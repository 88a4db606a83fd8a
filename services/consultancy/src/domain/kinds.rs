//! What reviews and proposals are about: closed lists, as the glossary names them.

use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $value:ident),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize,
            strum::EnumIter, strum::IntoStaticStr,
        )]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        #[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
        pub enum $name { $($(#[$of])* $value),+ }
    )+};
}

kinds! {
    /// What is asked for.
    Kind {
        /// Tư vấn.
        Consultancy,
        /// Phản biện.
        CriticalReview,
        /// Giám định xã hội.
        SocialAssessment,
    }

    /// What it is about; the days for it depend on that.
    SchemeKind {
        /// Chính sách, đề án.
        Policy,
        /// Quy hoạch.
        MasterPlan,
        /// Chương trình.
        Programme,
        /// Dự án.
        Project,
        /// Vấn đề, sự việc.
        Matter,
    }

    /// Lĩnh vực. Quyết định 14/2014/QĐ-TTg, điều 1, names the first three.
    Field {
        ScienceTechnology,
        EducationTraining,
        Intellectuals,
        Economy,
        AgricultureEnvironment,
        ConstructionTransport,
        Health,
        CultureSociety,
        Other,
    }

    /// How far papers may go.
    Classification {
        /// Công khai.
        Open,
        /// Lưu hành nội bộ.
        Internal,
        /// Mật.
        Secret,
        /// Tối mật.
        TopSecret,
        /// Tuyệt mật.
        AbsoluteSecret,
    }

    /// What a document of a dossier is.
    DocumentKind {
        /// Dự thảo đề án.
        Scheme,
        /// Tờ trình.
        Submission,
        /// Số liệu, tài liệu kèm theo.
        Data,
        Other,
    }

    /// Why a request is declined.
    DeclineReason { OutOfScope, NoLegalBasis, NoCapacity, Duplicate, Other }

    /// What a review is carried out under.
    AssignmentKind { Contract, WrittenAssignment }
}

impl Classification {
    /// The law on state secrets keeps these out of any system like this one.
    #[must_use]
    pub fn is_state_secret(self) -> bool {
        match self {
            Self::Open | Self::Internal => false,
            Self::Secret | Self::TopSecret | Self::AbsoluteSecret => true,
        }
    }
}
