/** The folder with the broker’s jars, fetched the first time, and held against the committed checksums each time. */
export declare const brokerJars: () => Promise<string>

/** Holds a folder against a list of lines `<sha512>  <file>`; throws with `remedy` behind what is wrong. */
export declare const verified: (folder: string, list: string, remedy: string) => Promise<void>
