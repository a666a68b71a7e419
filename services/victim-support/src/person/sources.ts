/** The source of rules that no treaty states: they keep the record consistent. */
export const integrity = 'integrity of the record'
