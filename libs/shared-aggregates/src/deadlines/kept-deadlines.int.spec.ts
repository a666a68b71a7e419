import { caseGate, confidentiality, type ThisService } from '@case-timeline/access'
import { ConfidentialityOrdered } from '@case-timeline/contracts'
import { countedReads } from '@case-timeline/feed/fixtures'
import type { LawsInForce } from '@case-timeline/service-kit'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import type { Type } from '@nestjs/common'
import { randomUUID } from 'node:crypto'
import { deadlineLog, eventTypes, scope, support } from './deadline-log.fixtures.ts'
import { deadlinesControllerOf } from './deadlines.controller.ts'
import { heldBeyondLawControllerOf } from './held-beyond-law.controller.ts'

let test: Awaited<ReturnType<typeof deadlineLog>>
beforeAll(async () => {
  test = await deadlineLog()
})
afterAll(() => test.close())

const context = {
  ...{ caseId: '', sector: 'victimSupport', roles: [], correlationId: 'test' },
  actor: { userId: 'c.villanueva', agencyId: support, role: 'case-worker' },
} as const

/** A controller whose readings of cases are counted, and its look-ups in the laws: it calculates deadlines by them. */
const countedController = (controllerOf: Type) => {
  const { store, events } = countedReads(test.store)
  let lookUps = 0
  const laws = {
    policies: new Map(),
    of: (jurisdiction: string) => {
      lookUps += 1
      const policy = scope.policyOf(jurisdiction)
      return policy && { policy, hash: 'a'.repeat(64) }
    },
  } satisfies LawsInForce
  const self: ThisService = { service: 'victimSupport', receiving: scope.receiving, operatingAgencies: [] }
  const controller: object = new controllerOf(test.db, store, self, laws, confidentiality(store), caseGate(store, scope.receiving))
  return {
    /** Asks for a page. @returns what it cost: the events of each reading of a case, and whether deadlines were calculated */
    async page(name: string): Promise<{ readonly read: readonly number[]; readonly isCalculated: boolean }> {
      lookUps = 0
      events.length = 0
      const list = Reflect.get(controller, name) as (...of: unknown[]) => Promise<unknown>
      await list.call(controller, context, { limit: 50 })
      return { read: [...events], isCalculated: lookUps > 0 }
    },
  }
}

it.each([
  ['deadlines', deadlinesControllerOf('victimSupport', scope.clocks)],
  ['held', heldBeyondLawControllerOf('victimSupport', scope.clocks)],
])('the list of %s reads a case under an order once, and calculates its deadlines once, for all requests', async (name, controllerOf) => {
  const caseId = randomUUID()
  await test.identified(caseId)
  const data = {
    ...ConfidentialityOrdered.example,
    scope: ['nameSuppression'],
    covers: [{ kind: 'person', id: randomUUID() }],
    tier: 'courtOnly',
  }
  await test.log.record({ caseId, eventTypes, service: 'adjudication', facts: [{ type: ConfidentialityOrdered.type, data }] })
  await test.foldAvailable()
  const controller = countedController(controllerOf)
  const first = await controller.page(name)
  expect(first.isCalculated).toBe(true)
  expect(first.read).toContain(2)
  expect([await controller.page(name), await controller.page(name)]).toEqual(
    Array.from({ length: 2 }, () => ({ read: [], isCalculated: false })),
  )
  await test.informed(caseId, '2026-11-02')
  expect(await controller.page(name)).toEqual({ read: [1], isCalculated: true })
  expect(await controller.page(name)).toEqual({ read: [], isCalculated: false })
})
