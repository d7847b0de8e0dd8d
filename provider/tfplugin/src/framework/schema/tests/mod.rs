mod check;
mod derive;
