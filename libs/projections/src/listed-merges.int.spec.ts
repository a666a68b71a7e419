import { eventType, type Fact, type PersonRef, PersonRef as Ref, PersonRefsMerged, PersonRefsUnmerged } from '@case-timeline/contracts'
import { claim, deliver, lowestPositionOf, register } from '@case-timeline/feed'
import { testLog } from '@case-timeline/feed/fixtures'
import { expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { projection } from './projection.ts'
import { type StoredView, tablesOf, viewTable } from './view-table.ts'

const Grouped = eventType({
  type: 'investigation.Grouped',
  version: 1,
  kind: 'report',
  meaning: 'Persons were seen together.',
  visibility: ['prosecution'],
  data: z.strictObject({ members: z.array(Ref) }),
  example: { members: ['d3b0a1c2-4e5f-4a6b-8c7d-9e0f1a2b3c4d'] },
})

interface Groups {
  readonly caseId: string
  readonly groups: readonly { readonly members: readonly string[] }[]
}

interface Group {
  readonly caseId: string
  readonly part: string
  readonly place: string
  readonly members: string
}

const groupsOf = ({ caseId, groups }: Groups): readonly Group[] =>
  groups.map(({ members }, index) => ({ caseId, part: 'groups', place: String(index), members: members.join(' ') }))

/** Lists the groups of a case, each with its members. */
const groupsView: StoredView<Groups> = {
  ...viewTable<Groups, Group>({
    name: 'test-groups',
    version: 1,
    columns: { groups: 'entries' },
    listing: { key: ['part', 'place'], columns: { part: 'text', place: 'text', members: 'text' } },
    migration: 1_764_000_000_009,
  }),
  events: [Grouped],
  rows: () => [[]],
  evolve: (row, { caseId, data }) => ({ caseId, groups: [...(row?.groups ?? []), data as Groups['groups'][number]] }),
  listing: {
    ...{ key: ['part', 'place'], part: 'part', group: 'place', items: groupsOf },
    changes: (row) => [{ part: 'groups', items: groupsOf(row) }],
  },
}

it('a list that names a person twice by one reference is listed as recorded, whether or not a merge is in the same batch', async () => {
  const log = await testLog()
  try {
    const db = await log.open(tablesOf([groupsView]))
    const store = log.storeOf('prosecution')
    const [caseId, kept, merged] = [randomUUID(), randomUUID(), randomUUID()] as [string, PersonRef, PersonRef]
    const facts: readonly Fact[] = [
      { type: PersonRefsMerged.type, data: { ...PersonRefsMerged.example, keptRef: kept, mergedRef: merged } },
      { type: Grouped.type, data: { members: [kept, kept] } } as Fact,
      { type: Grouped.type, data: { members: [kept, merged] } } as Fact,
    ]
    await log.record({ caseId, facts, eventTypes: [Grouped, PersonRefsMerged, PersonRefsUnmerged] })
    for (const limit of [1, 5_000]) {
      await db.query('truncate test_groups_v1, test_groups_v1_entries, test_groups_v1_items')
      await db.query('delete from feed_lease; delete from feed_checkpoint')
      const consumer = projection(groupsView, store)
      await register(db.manager, consumer, store)
      const held = (await claim(db, consumer.name, randomUUID(), 60_000))!
      for (let left = facts.length; left > 0; left -= 1) {
        const { events, ...at } = await store.readAll({ after: lowestPositionOf(held), limit })
        expect(await deliver(db, consumer, held, events, at)).toEqual([])
      }
      const listed: { members: string }[] = await db.query(
        'select members from test_groups_v1_items where known_until is null order by place',
      )
      expect({ limit, listed: listed.map(({ members }) => members.split(' ')) }).toEqual({ limit, listed: [[kept, kept], [kept]] })
    }
  } finally {
    await log.close()
  }
})
