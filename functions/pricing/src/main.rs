//! The Lambda binary of `pricing`.

fn main() -> std::process::ExitCode {
    runtime::serve(&pricing::FUNCTION)
}
