/** Whether the port is free at present. */
export declare const isFree: (port: number) => Promise<boolean>
/** A port of loopback that is free at present. */
export declare const freePort: () => Promise<number>
