//! The Lambda binary of `projections`.

fn main() -> std::process::ExitCode {
    runtime::serve(&projections::FUNCTION)
}
