/**
 * Grounds that hold against a victim what was done to the person, or how the person reacted to it. Consent is
 * irrelevant where means were used (Palermo Protocol 3(b)); the others are practice: what a victim could not do does
 * not show that the person was none.
 */
export const BLAME_GROUNDS = ['initialConsent', 'didNotFlee', 'wasPaid', 'hadReturned', 'notCooperating'] as const
export type BlameGround = (typeof BLAME_GROUNDS)[number]

const grounds: ReadonlySet<string> = new Set(BLAME_GROUNDS)

/** Those codes that blame the victim, each once, in the order given. */
export const blameGroundsIn = (codes: readonly string[]): readonly string[] => [...new Set(codes)].filter((code) => grounds.has(code))
