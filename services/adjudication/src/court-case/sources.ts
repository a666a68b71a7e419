/** The sources of the rules. [V]: verified in the source text; [G]: general knowledge that a lawyer has to confirm. */
export const procedure = 'criminal procedure in general [G: a lawyer of the jurisdiction has to confirm it]'
export const integrity = 'integrity of the record'
export const protection = 'ACTIP 16(7) [V, text incomplete] on protection from intimidation; ACTIP victim-sensitive court indicators [V]'
export const nonPunishment = 'ACTIP 14(7) [V: to be considered, in appropriate cases]; ASEAN Guideline on the Non-Punishment Principle [G]'
