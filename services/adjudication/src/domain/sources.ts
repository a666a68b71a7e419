/** Where the rules of the courts come from; what a lawyer has still to confirm says so. */
export const procedure = 'criminal procedure in general [G: a lawyer of the jurisdiction has to confirm it]'
export const integrity = 'integrity of the record'
export const protection = 'ACTIP 16(7) [V, text cut] on protection from intimidation; ACTIP victim-sensitive court indicators [V]'
export const nonPunishment = 'ACTIP 14(7) [V: to be considered, in appropriate cases]; ASEAN Guideline on the Non-Punishment Principle [G]'
