import { AmendCharge, ChargeAmended, ChargeLaid, IndictmentFiled } from '@case-timeline/contracts'
import { commandFor, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import { victimsAreHeardBeforeAmendment } from './charges.rules.ts'
import { chargeRestsOnDossier, complaintIsInvestigated } from './prosecution.rules.ts'
import { prosecutionStream } from './prosecution.stream.ts'
import { aFile, anotherChargeId, charged, chargeId, girl, indict, victims } from './prosecution.fixtures.ts'

const given = specificationOf(prosecutionStream)
const complaintId = '77777777-7777-4777-8777-777777777777'
const registered = { ...victims, complaints: [complaintId] }
const heard = aFile().withViews('charge')

describe('a charge that a complainant brings', () => {
  it('is laid without a dossier of police, and another is not', () => {
    given(heard).when(charged()).thenRefusedBy(chargeRestsOnDossier)
    given(heard).when(charged({ complaintId }, registered)).then(ChargeLaid, warning(complaintIsInvestigated))
  })

  it('is one that a court registered in the case: a complaint that nobody registered is no ground of a charge or an indictment', () => {
    given(heard).when(charged({ complaintId })).thenRefusedBy(chargeRestsOnDossier)
    given(heard.withCharge({ complaintId })).when(indict()).thenRefusedBy(chargeRestsOnDossier)
  })

  it(`${complaintIsInvestigated.sentence}: then it is laid without a warning`, () =>
    given(heard.withDossier()).when(charged({ complaintId })).then(ChargeLaid))

  it('is indicted on that complaint, also after an amendment; with a charge of no complaint it is not', () => {
    const laid = heard.withCharge({ complaintId })
    given(laid)
      .when(indict([chargeId], registered))
      .then(IndictmentFiled)
    const { accusedRef: _, ...amendment } = charged().data
    given(laid)
      .when(commandFor(AmendCharge, { ...amendment, reasonCode: 'newEvidence' }, victims))
      .then({ ...ChargeAmended, data: { complaintId } } as never, warning(victimsAreHeardBeforeAmendment))
    given(laid.withCharge({ chargeId: anotherChargeId, accusedRef: girl }))
      .when(indict([chargeId, anotherChargeId], registered))
      .thenRefusedBy(chargeRestsOnDossier)
  })

  it('is none that nobody laid: an indictment of no charge on record rests on nothing', () => {
    given(heard).when(indict([], registered)).thenRefusedBy(chargeRestsOnDossier)
    given(heard)
      .when(indict([chargeId], registered))
      .thenRefusedBy(chargeRestsOnDossier)
  })
})
