//! The Lambda binary of `inventory`.

fn main() -> std::process::ExitCode {
    runtime::serve(&inventory::FUNCTION)
}
