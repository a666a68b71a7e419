import { SERVICES, type ServiceName } from '@case-timeline/contracts'
import type { StoredEvent } from '@case-timeline/event-store'
import { openEventStore } from '@case-timeline/event-store/drivers'
import { type CaseStep, caseSteps, keyOf, type Row, type View } from '@case-timeline/projections'
import { loadLaws, viewsUnder } from '@case-timeline/service-kit'
import type { Environment } from './client.ts'
import { DESCRIPTION_OF } from './descriptions.ts'
import type { Stores } from './import/destination.ts'

/** The change of one member. `before` is absent where it was added, `after` where it was removed; of a list only entries that differ. */
export interface Change {
  readonly member: string
  readonly before?: unknown
  readonly after?: unknown
}

/** The change of one row of a sector's view. */
export interface RowChange {
  readonly service: ServiceName
  readonly view: string
  /** The members of its key after the case. */
  readonly key: Readonly<Record<string, string>>
  readonly kind: 'added' | 'changed' | 'removed'
  readonly members: readonly Change[]
}

/** An event, and what it changed in the views of all sectors that see it. */
export interface EventEffect {
  readonly id: string
  readonly type: string
  readonly position: string
  readonly recordedAt: string
  readonly by: string
  readonly changes: readonly RowChange[]
}

type Members = Readonly<Record<string, unknown>>

const isSame = (one: unknown, other: unknown): boolean => one === other || JSON.stringify(one) === JSON.stringify(other)

/** Entries of a list whose key the other one lacks, each as often as it is there more often. */
const entriesBy = (keyOfEntry: (entry: unknown) => unknown, list: readonly unknown[], other: readonly unknown[]): readonly unknown[] => {
  const left = new Map<unknown, number>()
  for (const key of other.map(keyOfEntry)) left.set(key, (left.get(key) ?? 0) + 1)
  return list.filter((entry) => {
    const count = left.get(keyOfEntry(entry)) ?? 0
    left.set(keyOfEntry(entry), count - 1)
    return count <= 0
  })
}

/** Entries of a list that the other one lacks, each as often as it is there more often. */
const entriesWithout = (list: readonly unknown[], other: readonly unknown[]): readonly unknown[] => {
  // What a fold left as it was is the same object: of a long list, few entries are compared by their content.
  const itself = (entry: unknown): unknown => entry
  return entriesBy(JSON.stringify, entriesBy(itself, list, other), entriesBy(itself, other, list))
}

/** The members that differ between two states. */
export const changesBetween = (before: Members, after: Members): Change[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((member) => !isSame(before[member], after[member]))
    .map((member) => {
      const [was, is] = [before[member], after[member]]
      if (Array.isArray(was) && Array.isArray(is)) {
        const [gone, come] = [entriesWithout(was, is), entriesWithout(is, was)]
        if (gone.length + come.length > 0)
          return { member, ...(gone.length > 0 ? { before: gone } : {}), ...(come.length > 0 ? { after: come } : {}) }
      }
      return {
        member,
        ...(member in before && was !== undefined ? { before: was } : {}),
        ...(member in after && is !== undefined ? { after: is } : {}),
      }
    })

const withoutKey = (view: View, row: Row | null | undefined): Members =>
  Object.fromEntries(Object.entries(row ?? {}).filter(([member]) => member !== 'caseId' && !view.key.includes(member)))

/** How rows of a view changed, by their keys. */
const rowChanges = (service: ServiceName, view: View, changed: CaseStep<Row>['changed']): readonly RowChange[] =>
  [...changed.values()].flatMap(({ before: was, after: is }) => {
    const members = changesBetween(withoutKey(view, was), withoutKey(view, is))
    if (members.length === 0 && (was === undefined) === (is === undefined)) return []
    const key = Object.fromEntries(view.key.map((member, index) => [member, keyOf(view, (is ?? was) as Row)[index] ?? '']))
    return [{ service, view: view.name, key, kind: was === undefined ? 'added' : is === undefined ? 'removed' : 'changed', members }]
  })

/** What each event of a history changed in the views of a service. A view of all recorded events shows each as it is: it is left out. */
const effectsIn = (
  service: ServiceName,
  views: readonly View[],
  history: readonly StoredEvent[],
): ReadonlyMap<string, readonly RowChange[]> => {
  const effects = new Map<string, readonly RowChange[]>()
  for (const view of views) {
    for (const { event, changed } of caseSteps(view, history)) {
      const changes = rowChanges(service, view, changed)
      if (changes.length > 0) effects.set(event.id, [...(effects.get(event.id) ?? []), ...changes])
    }
  }
  return effects
}

/**
 * What each event of a case changed in the views of each sector, from the events that the sector sees, in the order of
 * recording. Reads the event stores with the logins of the services.
 */
export const effectsOf = async (caseId: string, { stores }: Pick<Stores, 'stores'>, env: Environment): Promise<readonly EventEffect[]> => {
  const laws = await loadLaws([], env['POLICY_DIR'])
  const events = new Map<string, StoredEvent>()
  const effects = new Map<string, readonly RowChange[]>()
  for (const service of SERVICES) {
    const store = openEventStore(stores[service], service)
    try {
      const history = await store.readCase(caseId)
      for (const event of history) events.set(event.id, event)
      for (const [id, changes] of effectsIn(service, viewsUnder(DESCRIPTION_OF[service], laws), history))
        effects.set(id, [...(effects.get(id) ?? []), ...changes])
    } finally {
      await store.close()
    }
  }
  return [...events.values()]
    .toSorted((one, other) => Number(one.position) - Number(other.position))
    .map(({ id, type, position, recordedAt, envelope }) => ({
      id,
      type,
      position,
      recordedAt,
      by: `${envelope.actor.role} of ${envelope.actor.agencyId}`,
      changes: effects.get(id) ?? [],
    }))
}

/** The same without values: which rows and members changed. */
export const withoutValues = (effects: readonly EventEffect[]): readonly EventEffect[] =>
  effects.map((effect) => ({
    ...effect,
    changes: effect.changes.map((change) => ({ ...change, key: {}, members: change.members.map(({ member }) => ({ member })) })),
  }))
