use std::io::{self, Write};

use jiff::SignedDuration;

use super::World;
use crate::shared::count::counted;
use crate::shared::room::Room;
use crate::shared::times::length;

/// Prints what is set, and how much is pending.
pub(super) fn print(out: &mut impl Write, world: &World) -> io::Result<()> {
    let room = Room::of_output();
    match world.settings.install_duration {
        0 => room.print(out, "Installing a site or a software update point takes no time.")?,
        seconds => {
            let length = length(SignedDuration::from_secs(seconds.into()));
            room.print(out, &format!("Installing a site or a software update point takes {length}."))?;
        }
    }
    match world.pending {
        0 => room.print(out, "Nothing is pending."),
        pending => {
            let objects = counted(pending, "object");
            room.print(out, &format!("{objects} pending. \"supctl tree\" shows until when."))
        }
    }
}
