// SPDX-License-Identifier: MIT

/// The arguments of `lambda` as a function's bootstrap starts it.
///
/// ArgumentParser, which reads every other form, would take more than a quarter of the time up to the first request.
enum LambdaArguments {
    static let usual = ["lambda"]
}
