/**
 * The folder with the broker’s jars, downloaded the first time, and verified against the committed checksums each time.
 */
export declare const brokerJars: () => Promise<string>

/** Verifies a folder against a list of lines `<sha512>  <file>`; throws an error that ends with `remedy`. */
export declare const verifyJars: (folder: string, list: string, remedy: string) => Promise<void>
