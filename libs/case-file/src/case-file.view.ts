import { isFoundedFor, isRecordedBy, officeWithCase, type PersonallyAssigned, withParticipant } from '@case-timeline/access'
import { foundingFactIn } from '@case-timeline/casework'
import {
  AccessExcluded,
  CaseNoteAdded,
  CaseTransferred,
  CaseWorkerAssigned,
  CaseWorkerUnassigned,
  type EventType,
  type FactOf,
  isFromItsRecorder,
  RuleOverridden,
  type ServiceName,
  WarningRaised,
} from '@case-timeline/contracts'
import { CASE_FILE_VIEW, CASE_FILES, RECEIVING_OFFICE } from '@case-timeline/lists'
import { optional, type Recorded, type StoredView, type View, viewTable } from '@case-timeline/projections'
import type { CaseFile } from './case-file.ts'
import { chapterFacts } from './chapter-facts.ts'
import { courtFacts } from './court-facts.ts'
import { custodyFacts } from './custody-facts.ts'
import { entry, type Folding, folding } from './folding.ts'
import { type ChangingPersons, changingPersons, withAliases, withNamedPersons } from './persons.ts'
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

/** Who is assigned is internal to a sector, and only decides who may read the case. */
const assignments = folding([CaseWorkerAssigned, CaseWorkerUnassigned], {
  'case.CaseWorkerAssigned': () => ({}),
  'case.CaseWorkerUnassigned': () => ({}),
})

const foldings: readonly Folding[] = [
  policeFacts,
  custodyFacts,
  prosecutionFacts,
  courtFacts,
  supportFacts,
  chapterFacts,
  exclusions,
  assignments,
  remarks,
]

/** A type may be shown in its chapter and change an entry elsewhere. */
const foldingsOf: ReadonlyMap<string, readonly Folding[]> = new Map(
  foldings.flatMap(({ events }) => events).map((event) => [event.type, foldings.filter(({ events }) => events.includes(event))]),
)

/** Events that every sector records for itself, and no other sector receives. */
const SECTOR_PRIVATE: readonly EventType[] = [AccessExcluded, CaseNoteAdded, CaseWorkerAssigned, CaseWorkerUnassigned]

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

const emptyCaseFile = ({ caseId, stored }: Recorded, isFounded?: boolean): CaseFile => ({
  ...(isFounded === undefined ? {} : { isFounded }),
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

const participantsAfter = (
  file: CaseFile,
  { type, data, stored }: Recorded,
  sector: ServiceName,
  participationEvents: readonly EventType[],
): Partial<
  Pick<
    CaseFile,
    'agencies' | 'handedOver' | 'namedOffice' | 'firstOffice' | 'formerOffices' | 'office' | 'isFounded' | 'assigned' | 'assignedUsers'
  >
> => {
  const { namedOffice: named, firstOffice: first, formerOffices: former, handedOver: isHandedOver, isFounded, assigned } = file
  const before = { agencies: new Set(file.agencies), named, first, former, isHandedOver, isFounded, assigned }
  const after = withParticipant(before, { type, data, envelope: stored.envelope }, sector, participationEvents)
  if (after === before) return {}
  const office = officeWithCase(after, { agencyId: RECEIVING_OFFICE })
  return {
    agencies: [...after.agencies].toSorted(),
    handedOver: after.isHandedOver,
    ...(after.named === undefined ? {} : { namedOffice: after.named }),
    ...(after.first === undefined ? {} : { firstOffice: after.first }),
    ...(after.former === undefined ? {} : { formerOffices: after.former }),
    ...(office === undefined ? {} : { office }),
    ...(after.isFounded === undefined ? {} : { isFounded: after.isFounded }),
    ...assignedOf(before.assigned, after.assigned),
  }
}

const assignedOf = (before: PersonallyAssigned = [], after: PersonallyAssigned = []): Pick<CaseFile, 'assigned' | 'assignedUsers'> =>
  before.length + after.length === 0
    ? {}
    : { assigned: after, assignedUsers: [...new Set(after.map(({ agencyId, account }) => `${agencyId} ${account}`))].toSorted() }

/** Police who get the case from other police lead it from then on: the other sectors need to know whom to call. */
const leadAfter = ({ type, data, stored }: Recorded): Partial<Pick<CaseFile, 'leadAgency'>> =>
  type === CaseTransferred.type && isRecordedBy('investigation', stored)
    ? { leadAgency: (data as FactOf<typeof CaseTransferred>['data']).to }
    : {}

/**
 * Lists look for the cases of one agency among all (ADR 124). Otherwise PostgreSQL gathers what is new in an index of
 * lists, and each search passes over that.
 */
const FOR_LISTS = [
  `create index if not exists ${CASE_FILES}_handed_over on ${CASE_FILES} (since desc, case_id desc) where handed_over`,
  `create index if not exists ${CASE_FILES}_founded on ${CASE_FILES} (office) where is_founded`,
  `do $$ declare one regclass; begin
    for one in select i.indexrelid from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam
      where i.indrelid = '${CASE_FILES}'::regclass and a.amname = 'gin' loop
      execute format('alter index %s set (fastupdate = off)', one);
      perform gin_clean_pending_list(one);
    end loop;
  end $$`,
]

/** The table of a sector's case files; only the projection writes to it. */
export const caseFileTable = viewTable<CaseFile>({
  ...CASE_FILE_VIEW,
  columns: {
    since: 'orderedText',
    leadAgency: optional('text'),
    agencies: 'text[]',
    handedOver: 'boolean',
    namedOffice: optional('text'),
    firstOffice: optional('text'),
    formerOffices: optional('text[]'),
    office: optional('text'),
    isFounded: optional('boolean'),
    assigned: optional('json'),
    assignedUsers: optional('text[]'),
    isRetracted: optional('boolean'),
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
  indexes: {
    newest: { on: ['since', 'caseId'], order: 'descending' },
    agencies: { on: ['agencies'], using: 'gin' },
    assignedUsers: { on: ['assignedUsers'], using: 'gin' },
    office: { on: ['office'], where: 'present' },
  },
  migration: 1_764_000_000_204,
  added: { statements: FOR_LISTS, migration: 1_764_000_000_205 },
})

/**
 * A sector's case files: its own facts and those that the others share with it, one row per case.
 * @param participationEvents the events that add the sector's receiving agency to a case, as its handovers declare them
 */
export const caseFileOf = (sector: ServiceName, participationEvents: readonly EventType[]): StoredView<CaseFile> => {
  const evolving =
    ({ withPerson, keep }: ChangingPersons, founded?: boolean): View<CaseFile>['evolve'] =>
    (row, event, _, isOwn) => {
      if (row && !isOwn) keep(row.persons)
      const known = row && !row.isRetracted ? row : emptyCaseFile(event, row?.isFounded ?? founded)
      const isOfAnotherSector = SECTOR_PRIVATE.some(({ type }) => type === event.type) && !isRecordedBy(sector, event.stored)
      if (isOfAnotherSector || !isFromItsRecorder(event.stored)) return known
      const file = {
        ...known,
        ...participantsAfter(known, event, sector, participationEvents),
        ...leadAfter(event),
        persons: withAliases(withPerson, withNamedPersons(withPerson, known.persons, event), event),
      }
      return (foldingsOf.get(event.type) ?? []).reduce(
        (folded, folding) => ({ ...folded, ...folding.changes(folded, event, withPerson) }),
        file,
      )
    }
  return {
    ...caseFileTable,
    events: [...new Set(foldings.flatMap(({ events }) => events))].filter(isSharedWith(sector)),
    // One row per case: its key has no members in addition to the case.
    rows: () => [[]],
    evolve: (row, event, key) => evolving(changingPersons())(row, event, key),
    remembering: (history = []) => evolving(changingPersons(), isFoundedFor(sector, foundingFactIn(history)?.stored)),
    afterAllIsRetracted: (history) => {
      const founding = foundingFactIn(history)
      const isFounded = isFoundedFor(sector, founding?.stored)
      return founding && isFounded !== undefined ? { ...emptyCaseFile(founding, isFounded), isRetracted: true } : undefined
    },
  }
}
