import { CompensationOrdered, CompensationPaid, ProtectionMeasureOrdered, ProtectionMeasureSought } from '@case-timeline/contracts'
import { inTime, starts, stops, type Clock } from '../clock.ts'
import { custodyClockOf } from './custody-clocks.ts'

const stream = (caseId: string): string => `courtCase-${caseId}`

export const aProtectionRequestIsAnsweredInTime = inTime(
  'adjudication.a-protection-request-is-answered-in-time',
  'each measure sought to protect a victim or witness is answered in time, whatever the answer',
  'ACTIP 16(7) [V, cut]; the days are the policy’s',
)

const protection: Clock = {
  rule: aProtectionRequestIsAnsweredInTime,
  owedBy: 'adjudication',
  starts: [
    starts(ProtectionMeasureSought, ({ personRef, measures }) =>
      measures.map((measure) => ({ key: `${personRef}~${measure}`, due: { activity: 'protectionAnswer' } })),
    ),
  ],
  stops: [stops(ProtectionMeasureOrdered, ({ personRef, measure }) => ({ key: `${personRef}~${measure}` }))],
  several: true,
  stream,
}

export const compensationIsPaidInTime = inTime(
  'adjudication.compensation-is-paid-in-time',
  'compensation is paid whole by the day that the court named',
  'Palermo Protocol 6(6); ACTIP 14(13) [G]',
)

const compensation: Clock = {
  rule: compensationIsPaidInTime,
  owedBy: 'adjudication',
  starts: [
    starts(CompensationOrdered, ({ orderId, due, amount, currency }) => ({ key: `${orderId}~${currency}`, due: { on: due }, amount })),
  ],
  stops: [stops(CompensationPaid, ({ orderId, amount, currency }) => ({ key: `${orderId}~${currency}`, amount }))],
  stream,
}

export const courtClocks: readonly Clock[] = [custodyClockOf('adjudication'), protection, compensation]
