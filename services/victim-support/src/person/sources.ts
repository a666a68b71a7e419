/** The source of rules that no treaty states: they keep the record consistent. */
export const integrity = 'integrity of the record'
export const quality = 'quality of the record: the fact is kept as recorded until it is corrected'
