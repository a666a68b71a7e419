import type { AgencyId } from '@case-timeline/contracts'
import { actingAgencyOf } from './acting-agency.ts'
import type { CaseHistory } from './case-history.ts'
import { storedOf, streamName, type Reading } from './reading.ts'
import type { RecordRule } from './record.rules.ts'

/** A command by which a person may be held under a power outside criminal procedure. */
export interface PoweredCommand {
  readonly data: { readonly otherAuthority?: string | undefined }
  readonly actor: { readonly agencyId: AgencyId; readonly onBehalfOf?: string | undefined }
}

/** What is known of the power by which an office holds a person. */
export interface KnownPower {
  /** The entry of the register that names the office as one of the stated authority. */
  readonly powerFrom?: string | undefined
}

/** The entry of the office that records it, if the command claims a power outside criminal procedure. */
export const registerStreams = ({ data, actor }: PoweredCommand): readonly string[] =>
  data.otherAuthority === undefined ? [] : [streamName('auditTrail', 'office', actingAgencyOf(actor))]

/** Whether the register names the office that records a command as one of the authority that it states. */
export const powerReading = ({ data, actor }: PoweredCommand, elsewhere: CaseHistory | undefined): Reading<KnownPower> => {
  const entries = elsewhere?.facts('auditTrail.OfficeRegistered', 'auditTrail.OfficeChanged') ?? []
  const stated = entries.findLast((entry) => entry.data.officeId === actingAgencyOf(actor) && entry.data.authority !== undefined)
  if (stated === undefined || data.otherAuthority === undefined || stated.data.authority !== data.otherAuthority)
    return { known: {}, read: [] }
  return { known: { powerFrom: stated.id }, read: storedOf([stated]) }
}

/** The data of the event by which a person is held. */
export const withPower = <D extends object>(data: D, { powerFrom }: KnownPower): D & KnownPower =>
  powerFrom === undefined ? data : { ...data, powerFrom }

export const powerToHoldIsRegistered: Omit<RecordRule<unknown, PoweredCommand & { readonly known: KnownPower }>, 'about'> = {
  id: 'case.power-to-hold-is-registered',
  sentence:
    'that an authority holds a person by a power outside criminal procedure is recorded by an office of that authority in the register',
  source: 'ICCPR 9(1): on grounds and by procedures that law establishes; practice: its limits are not for others to claim',
  level: 'warn',
  holds: (_, { data, known }) => data.otherAuthority === undefined || known.powerFrom !== undefined,
  facts: (_, { data }) => (data.otherAuthority === undefined ? [] : [data.otherAuthority]),
}
