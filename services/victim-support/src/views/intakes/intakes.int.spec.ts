import { randomUUID } from 'node:crypto'
import { type ServiceViews, serviceViews, testRequestContextOf } from '@case-timeline/case-file/fixtures'
import { CaseTransferred, IntakeResolved, RecordIntake } from '@case-timeline/contracts'
import { Lists } from '@case-timeline/lists'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { victimSupport } from '../../index.ts'
import { IntakesController } from './intakes.controller.ts'

const support = 'ph-social-welfare'

let views: ServiceViews
let intakes: IntakesController
beforeAll(async () => {
  views = await serviceViews(victimSupport)
  intakes = new IntakesController(new Lists(views.db, { service: 'victimSupport' }, views.confidentiality, views.store))
})
afterAll(() => views.close())

describe('the list of intakes of an agency', () => {
  it('does not show by its filter what a court withholds: an intake is open where its outcome is withheld', async () => {
    const [caseId, intakeId] = [randomUUID(), randomUUID()]
    await views.submit(caseId, support, RecordIntake, { intakeId, personRef: randomUUID() })
    const resolved = { type: IntakeResolved.type, data: { ...IntakeResolved.example, intakeId } }
    const [resolution = ''] = await views.receive(caseId, 'victimSupport', 'zz-helpline', resolved)
    const listed = (state: 'open' | 'all') => intakes.intakes(testRequestContextOf(support, 'victimSupport'), { limit: 50, state })
    expect(await listed('open')).toEqual({ rows: [] })
    const orderId = await views.orderConfidentiality(caseId, 'sealedItems', resolution)
    const withheld = [{ caseId, by: [orderId] }]
    for (const state of ['open', 'all'] as const)
      expect(await listed(state)).toMatchObject({ rows: [{ intakeId, state: 'open' }], withheld })
  })

  it.each(['safety', 'leadAgencyChanged'])('after the case went to another office for %s', async (reason) => {
    const [caseId, intakeId] = [randomUUID(), randomUUID()]
    await views.submit(caseId, support, RecordIntake, { intakeId, personRef: randomUUID() })
    const transfer = { type: CaseTransferred.type, data: { ...CaseTransferred.example, from: support, to: 'zz-shelter', reason } }
    await views.receive(caseId, 'victimSupport', support, transfer)
    const listed = await intakes.intakes(testRequestContextOf(support, 'victimSupport'), { limit: 50, state: 'all' })
    expect(JSON.stringify(listed).includes(intakeId)).toBe(reason !== 'safety')
  })
})
