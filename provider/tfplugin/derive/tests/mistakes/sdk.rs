//! What the macros need of the SDK for a type with mistakes.

pub mod __derive {
    pub mod serde {
        pub trait Serializer: Sized {
            type Ok;
            type Error;
            fn serialize_unit(self) -> Result<Self::Ok, Self::Error>;
        }
        pub trait Serialize {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
        }
        pub trait Deserializer<'de>: Sized {
            type Error: de::Error;
        }
        pub trait Deserialize<'de>: Sized {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
        }
        pub mod de {
            pub trait Error: Sized {
                fn custom(message: &str) -> Self;
            }
        }
    }
    pub mod schemars {
        #[derive(Default)]
        pub struct Schema;
        pub struct SchemaGenerator;
        pub trait JsonSchema {
            fn schema_name() -> std::borrow::Cow<'static, str>;
            fn json_schema(generator: &mut SchemaGenerator) -> Schema;
        }
    }
}

pub mod framework {
    pub mod identity {
        pub trait Identity {}
    }
}
