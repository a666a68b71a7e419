import { broughtIn } from '@case-timeline/access'
import {
  AccessExcluded,
  type AgencyId,
  CaseNoteAdded,
  type EventType,
  RuleOverridden,
  type ServiceName,
  WarningRaised,
} from '@case-timeline/contracts'
import type { Recorded, View } from '@case-timeline/projections'
import type { CaseFile } from './case-file.ts'
import { chapterFacts } from './chapter-facts.ts'
import { courtFacts } from './court-facts.ts'
import { custodyFacts } from './custody-facts.ts'
import { entry, type Folding, folding } from './folding.ts'
import { named, withAliases } from './persons.ts'
import { policeFacts } from './police-facts.ts'
import { prosecutionFacts } from './prosecution-facts.ts'
import { supportFacts } from './support-facts.ts'

const remarks = folding([WarningRaised, RuleOverridden], {
  'case.WarningRaised': ({ warnings }, event) => ({ warnings: [...warnings, entry(event)] }),
  'case.RuleOverridden': ({ overrides }, event) => ({ overrides: [...overrides, entry(event)] }),
})

/** Each sector excludes its own users, in a record that no other sector sees. */
const exclusions = folding([AccessExcluded], {
  'case.AccessExcluded': ({ excluded }, { data }) => ({ excluded: [...excluded, data.userId] }),
})

const foldings: readonly Folding[] = [
  policeFacts,
  custodyFacts,
  prosecutionFacts,
  courtFacts,
  supportFacts,
  chapterFacts,
  exclusions,
  remarks,
]

const foldingOf: ReadonlyMap<string, Folding> = new Map(foldings.flatMap((one) => one.events.map(({ type }) => [type, one])))

/** What every sector records for itself, and no other receives. */
const EACH_FOR_ITSELF: readonly EventType[] = [AccessExcluded, CaseNoteAdded]

/** Whether a sector may receive a type: its own, what names it, and what stands with an event that it receives. */
const isSharedWith =
  (sector: ServiceName) =>
  (event: EventType): boolean => {
    const { type, visibility } = event
    return EACH_FOR_ITSELF.includes(event) || type.startsWith(`${sector}.`) || visibility === 'as-concerned' || visibility.includes(sector)
  }

const opened = ({ caseId, stored }: Recorded): CaseFile => ({
  caseId,
  since: stored.recordedAt,
  agencies: [],
  handedOver: false,
  excluded: [],
  persons: [],
  evidence: [],
  detentions: [],
  dossiers: [],
  charges: [],
  indictments: [],
  hearings: [],
  verdicts: [],
  sentences: [],
  consents: [],
  referrals: [],
  chapters: {},
  warnings: [],
  overrides: [],
})

/** No agency has this id: it stands for whichever one a deployment lets receive handovers. */
const RECEIVER: AgencyId = '~'

const joined = (file: CaseFile, { type, data, stored }: Recorded, sector: ServiceName): Pick<CaseFile, 'agencies' | 'handedOver'> => {
  const coming = broughtIn({ type, data, envelope: stored.envelope }, { service: sector, agencyId: RECEIVER })
  return {
    agencies: [...new Set([...file.agencies, ...coming])].filter((agency) => agency !== RECEIVER).toSorted(),
    handedOver: file.handedOver || coming.includes(RECEIVER),
  }
}

/** A sector's case files: its own facts and what the others share with it, one row per case. */
export const caseFileOf = (sector: ServiceName): View<CaseFile> => ({
  name: 'case-file',
  version: 1,
  events: foldings.flatMap(({ events }) => events).filter(isSharedWith(sector)),
  key: [],
  rows: () => [[]],
  evolve: (row, event) => {
    const known = row ?? opened(event)
    const file = { ...known, ...joined(known, event, sector), persons: withAliases(named(known.persons, event), event) }
    return { ...file, ...foldingOf.get(event.type)?.changes(file, event) }
  },
})
