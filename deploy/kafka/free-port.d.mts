/** Whether nobody listens there now. */
export declare const isFree: (port: number) => Promise<boolean>
/** A port of loopback on which nobody listens now. */
export declare const freePort: () => Promise<number>
