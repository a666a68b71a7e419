import { participantsAddedBy, isRecordedBy } from '@case-timeline/access'
import {
  AccessExcluded,
  type AgencyId,
  CaseNoteAdded,
  type EventType,
  isFromItsRecorder,
  RuleOverridden,
  type ServiceName,
  WarningRaised,
} from '@case-timeline/contracts'
import { CASE_FILE_VIEW } from '@case-timeline/lists'
import { optional, type Recorded, type StoredView, type View, viewTable } from '@case-timeline/projections'
import type { CaseFile } from './case-file.ts'
import { chapterFacts } from './chapter-facts.ts'
import { courtFacts } from './court-facts.ts'
import { custodyFacts } from './custody-facts.ts'
import { entry, type Folding, folding } from './folding.ts'
import { changingPersons, withAliases, withNamedPersons, type WithPerson } from './persons.ts'
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

const foldingOf: ReadonlyMap<string, Folding> = new Map(foldings.flatMap((folding) => folding.events.map(({ type }) => [type, folding])))

/** Events that every sector records for itself, and no other sector receives. */
const SECTOR_PRIVATE: readonly EventType[] = [AccessExcluded, CaseNoteAdded]

/**
 * Whether a sector may receive a type: its own types, those visible to it, and those that follow an event that it
 * receives.
 */
const isSharedWith =
  (sector: ServiceName) =>
  (event: EventType): boolean => {
    const { type, visibility } = event
    return (
      SECTOR_PRIVATE.includes(event) || type.startsWith(`${sector}.`) || visibility === 'as-target-event' || visibility.includes(sector)
    )
  }

const emptyCaseFile = ({ caseId, stored }: Recorded): CaseFile => ({
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

/**
 * A placeholder that is no valid agency id: it represents the agency that a deployment configures to receive handovers.
 */
const RECEIVER: AgencyId = '~'

const participantsAfter = (
  file: CaseFile,
  { type, data, stored }: Recorded,
  sector: ServiceName,
  participationEvents: readonly EventType[],
): Pick<CaseFile, 'agencies' | 'handedOver'> => {
  const added = participantsAddedBy({ type, data, envelope: stored.envelope }, sector, { agencyId: RECEIVER, participationEvents })
  return {
    agencies: [...new Set([...file.agencies, ...added])].filter((agency) => agency !== RECEIVER).toSorted(),
    handedOver: file.handedOver || added.includes(RECEIVER),
  }
}

/** The table of a sector's case files; only the projection writes to it. */
export const caseFileTable = viewTable<CaseFile>({
  ...CASE_FILE_VIEW,
  columns: {
    since: 'orderedText',
    leadAgency: optional('text'),
    agencies: 'text[]',
    handedOver: 'boolean',
    excluded: 'text[]',
    opening: optional('json'),
    persons: 'entries',
    evidence: 'entries',
    detentions: 'entries',
    dossiers: 'entries',
    charges: 'entries',
    indictments: 'entries',
    courtCase: optional('json'),
    bench: optional('json'),
    hearings: 'entries',
    verdicts: 'entries',
    sentences: 'entries',
    consents: 'entries',
    referrals: 'entries',
    chapters: 'namedEntries',
    warnings: 'entries',
    overrides: 'entries',
  },
  indexes: { newest: { on: ['since', 'caseId'], order: 'descending' }, agencies: { on: ['agencies'], using: 'gin' } },
  migration: 1_764_000_000_200,
})

/**
 * A sector's case files: its own facts and those that the others share with it, one row per case.
 * @param participationEvents the events that add the sector's receiving agency to a case, as its handovers declare them
 */
export const caseFileOf = (sector: ServiceName, participationEvents: readonly EventType[]): StoredView<CaseFile> => {
  const evolving =
    (withPerson: WithPerson): View<CaseFile>['evolve'] =>
    (row, event) => {
      const known = row ?? emptyCaseFile(event)
      const isOfAnotherSector = SECTOR_PRIVATE.some(({ type }) => type === event.type) && !isRecordedBy(sector, event.stored)
      if (isOfAnotherSector || !isFromItsRecorder(event.stored)) return known
      const file = {
        ...known,
        ...participantsAfter(known, event, sector, participationEvents),
        persons: withAliases(withPerson, withNamedPersons(withPerson, known.persons, event), event),
      }
      return { ...file, ...foldingOf.get(event.type)?.changes(file, event, withPerson) }
    }
  return {
    ...caseFileTable,
    events: foldings.flatMap(({ events }) => events).filter(isSharedWith(sector)),
    // One row per case: its key has no members in addition to the case.
    rows: () => [[]],
    evolve: (row, event, key) => evolving(changingPersons())(row, event, key),
    remembering: () => evolving(changingPersons()),
  }
}
