import { LEGAL_SOURCES, type LegalSource } from './legal-sources.ts'

/** The member states of ASEAN, of which the table of sources says what binds them: ISO 3166-1 alpha-2. */
export const ASEAN_STATES = ['BN', 'ID', 'KH', 'LA', 'MM', 'MY', 'PH', 'SG', 'TH', 'TL', 'VN'] as const

/** Whether a treaty binds a state. */
export interface Membership {
  readonly treaty: string
  /** Undefined: nothing is known. */
  readonly bound: boolean | undefined
  /** Whether that was read somewhere; otherwise it is general knowledge, to be confirmed. */
  readonly read: boolean
  readonly at?: string | undefined
  /** The day or year of the ratification or accession, where it was read. */
  readonly since?: string | undefined
}

const names = (states: string | undefined, state: string): boolean => states?.split(' ').includes(state) ?? false

const membershipOf = (state: string, treaty: string, { bound, notBound }: LegalSource): Membership => {
  const found = bound?.read?.find(({ states }) => names(states, state))
  if (found) return { treaty, bound: true, read: true, at: found.at, since: found.since?.[state] }
  return { treaty, bound: names(bound?.general, state) ? true : names(notBound, state) ? false : undefined, read: false }
}

/** The treaties of the table of sources, and whether each binds a state; none for a state outside ASEAN. */
export const membershipsOf = (state: string): readonly Membership[] =>
  (ASEAN_STATES as readonly string[]).includes(state)
    ? Object.entries(LEGAL_SOURCES).flatMap(([treaty, source]) => (source.kind === 'treaty' ? [membershipOf(state, treaty, source)] : []))
    : []
