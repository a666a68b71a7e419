/** Where rules come from that no treaty states. */
export const integrity = 'integrity of the record'
