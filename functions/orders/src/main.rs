//! The Lambda binary of `orders`.

fn main() -> std::process::ExitCode {
    runtime::serve(&orders::FUNCTION)
}
