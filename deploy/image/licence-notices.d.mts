/** The text of `NOTICES.txt` of an image with these packages of others. */
export declare const noticesOf: (root: string, paths: Iterable<string>) => string
