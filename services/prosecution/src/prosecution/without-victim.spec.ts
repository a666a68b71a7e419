import { AmendCharge, ChargeAmended, ChargeLaid, IndictmentFiled } from '@case-timeline/contracts'
import { commandFor, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { describe, it } from '@jest/globals'
import { victimsAreHeardBeforeAmendment } from './charges.rules.ts'
import { chargeNeedsActMeansAndPurpose, eachIndictedChargeHasItsElements, victimsOfChargeAreFound } from './prosecution.rules.ts'
import { prosecutionStream } from './prosecution.stream.ts'
import { aFile, charged, girl, indict, mai, policy, victims, withoutMeans } from './prosecution.fixtures.ts'

const given = specificationOf(prosecutionStream)
const opened = aFile().withDossier().withViews('charge')

describe('a trafficking charge without a victim', () => {
  it('is refused, unless it says why', () =>
    given(opened)
      .when(charged({ perVictim: [] }))
      .thenRefusedBy(chargeNeedsActMeansAndPurpose))

  it('is laid for an attempt, also under the section of the completed offence', () => {
    for (const attempt of [
      charged({ perVictim: [], offenceCode: 'attemptedTraffickingInPersons' }),
      charged({ perVictim: [], withoutVictim: 'attempt' }),
      { ...charged({ perVictim: [], withoutVictim: 'attempt', offenceCode: 'ZZ.1' }), policy },
    ])
      given(opened).when(attempt).then(ChargeLaid)
  })

  it(`${victimsOfChargeAreFound.sentence}; it is laid with a warning, and without one when it is amended`, () => {
    given(opened)
      .when(charged({ perVictim: [], withoutVictim: 'notYetFound' }))
      .then(ChargeLaid, warning(victimsOfChargeAreFound))
    const { accusedRef: _, ...found } = charged().data
    given(opened.withCharge({ perVictim: [], withoutVictim: 'notYetFound' }))
      .when(commandFor(AmendCharge, { ...found, reasonCode: 'victimAdded' }, victims))
      .then(ChargeAmended, warning(victimsAreHeardBeforeAmendment))
  })

  it('is indicted for the same reasons', () => {
    given(aFile().withDossier().withCharge({ perVictim: [] }))
      .when(indict())
      .thenRefusedBy(eachIndictedChargeHasItsElements)
    for (const withoutVictim of ['attempt', 'notYetFound'] as const)
      given(aFile().withDossier().withCharge({ perVictim: [], withoutVictim }))
        .when(indict())
        .then(IndictmentFiled)
  })
})

it('the reason for naming no victim excuses no element of a victim who is named', () => {
  for (const withoutVictim of ['attempt', 'notYetFound'] as const)
    given(opened)
      .when(charged({ perVictim: withoutMeans(mai), withoutVictim }))
      .thenRefusedBy(chargeNeedsActMeansAndPurpose)
  given(opened)
    .when(charged({ perVictim: withoutMeans(girl), offenceCode: 'attemptedTraffickingInPersons' }))
    .thenRefusedBy(chargeNeedsActMeansAndPurpose)
})
