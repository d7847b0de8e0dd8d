mod arbitrary;
mod conform;
mod msgpack;
mod state_json;
mod structs;
