/**
 * Compiles packages and what they need, and shows the compiler's output.
 * @param projects folders of packages, relative to the root of the checkout
 * @throws if there are errors
 */
export declare const compile: (...projects: readonly string[]) => void
/** The program of the compiler, which `node` runs. */
export declare const COMPILER: string
