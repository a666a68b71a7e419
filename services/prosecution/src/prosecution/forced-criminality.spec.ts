import { readingFor } from '@case-timeline/commands'
import { ChargeLaid, ForcedCriminalityChecked, LayCharge, type JurisdictionPolicy } from '@case-timeline/contracts'
import { commandFor, specificationOf, warning } from '@case-timeline/decider/fixtures'
import { storedCase } from '@case-timeline/event-store/fixtures'
import { describe, expect, it } from '@jest/globals'
import { accusedIsCheckedForForcedCriminality } from './forced-criminality.rules.ts'
import type { KnownCharging } from './prosecution.commands.ts'
import { aFile, charged, nobody, policy, recruiter } from './prosecution.fixtures.ts'
import { prosecutionStream } from './prosecution.stream.ts'

const given = specificationOf(prosecutionStream)
const opened = aFile().withDossier()
const fraud = (offenceCode: string, known: KnownCharging = nobody, law?: JurisdictionPolicy) => ({
  ...charged({ accusedRef: recruiter, offenceCode, perVictim: [] }, known),
  ...(law ? { policy: law } : {}),
})
const unchecked = [ChargeLaid, warning(accusedIsCheckedForForcedCriminality)] as const

describe(accusedIsCheckedForForcedCriminality.sentence, () => {
  it('warns about a charge without a check, also of an attempt', () => {
    given(opened)
      .when(fraud('computerFraud'))
      .then(...unchecked)
    given(opened)
      .when(fraud('attemptedComputerFraud'))
      .then(...unchecked)
  })

  it('is silent after a check of this person, and not after that of another one', () => {
    given(opened)
      .when(fraud('computerFraud', { ...nobody, checked: [recruiter] }))
      .then(ChargeLaid)
    given(opened)
      .when(fraud('computerFraud', { ...nobody, checked: [ForcedCriminalityChecked.example.personRef] }))
      .then(...unchecked)
  })

  it('goes by the offences that the policy lists', () => {
    const law = { ...policy, forcedCriminalityOffences: ['ZZ.FRAUD'] }
    given(opened)
      .when(fraud('computerFraud', nobody, law))
      .then(ChargeLaid)
    given(opened)
      .when(fraud('ZZ.FRAUD', nobody, law))
      .then(...unchecked)
  })

  it('reads which persons were checked by the day of the charge, by whatever authority', () => {
    const { personRef } = ForcedCriminalityChecked.example
    const checkedBy = (changes: object, occurredAt: string) =>
      readingFor(
        prosecutionStream,
        storedCase('99999999-9999-4999-8999-999999999999', {
          type: ForcedCriminalityChecked.type,
          stream: 'adjudication.check-1',
          occurredAt: '2026-03-20',
          data: { ...ForcedCriminalityChecked.example, ...changes },
        }),
        commandFor(LayCharge, LayCharge.example, undefined, { occurredAt }),
      ).known as KnownCharging
    expect(checkedBy({ place: 'court' }, '2026-03-21').checked).toEqual([personRef])
    expect(checkedBy({ place: 'court' }, '2026-03-19').checked).toBeUndefined()
    expect(checkedBy({ result: 'notDone', indicators: [] }, '2026-03-21').checked).toBeUndefined()
  })
})
