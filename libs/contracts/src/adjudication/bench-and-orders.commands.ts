import { commandType } from '../command-type.ts'
import { BailDecided } from './bail-decided.ts'
import { ConfidentialityOrdered } from './confidentiality-ordered.ts'
import { ConfiscationOrdered } from './confiscation-ordered.ts'
import { JudgeRecused } from './judge-recused.ts'
import { ProtectionMeasureLifted } from './protection-measure-lifted.ts'
import { ProtectionMeasureOrdered } from './protection-measure-ordered.ts'

export const RecuseJudge = commandType({
  name: 'RecuseJudge',
  service: 'adjudication',
  meaning: 'Removes a judge from the case.',
  data: JudgeRecused.data,
  example: JudgeRecused.example,
})

export const OrderConfidentiality = commandType({
  name: 'OrderConfidentiality',
  service: 'adjudication',
  meaning: 'Orders confidentiality: restricts the access of the public or of the parties to a case, person, hearing or item.',
  data: ConfidentialityOrdered.data,
  example: ConfidentialityOrdered.example,
})

export const OrderProtectionMeasure = commandType({
  name: 'OrderProtectionMeasure',
  service: 'adjudication',
  meaning: 'Grants or refuses a measure that protects a person who testifies.',
  data: ProtectionMeasureOrdered.data,
  example: ProtectionMeasureOrdered.example,
})

export const LiftProtectionMeasure = commandType({
  name: 'LiftProtectionMeasure',
  service: 'adjudication',
  meaning: 'Ends a protection measure.',
  data: ProtectionMeasureLifted.data,
  example: ProtectionMeasureLifted.example,
})

export const DecideBail = commandType({
  name: 'DecideBail',
  service: 'adjudication',
  meaning: 'Records that a court decided on bail.',
  data: BailDecided.data,
  example: BailDecided.example,
})

export const OrderConfiscation = commandType({
  name: 'OrderConfiscation',
  service: 'adjudication',
  meaning: 'Confiscates assets and states where their value goes.',
  data: ConfiscationOrdered.data,
  example: ConfiscationOrdered.example,
})
