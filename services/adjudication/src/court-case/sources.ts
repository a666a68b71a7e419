/** Sources that several rules have; `LEGAL_SOURCES` of libs/decider has which provisions were read. */
export const integrity = 'integrity of the record'
export const quality = 'quality of the record: the fact is kept as recorded until it is corrected'
export const protection = 'ACTIP 16(7): protection from intimidation; ASEAN-ACT court indicators 1, 2'
export const nonPunishment = 'ACTIP 14(7): to be considered, in appropriate cases; ASEAN Guideline on Non-Punishment'
