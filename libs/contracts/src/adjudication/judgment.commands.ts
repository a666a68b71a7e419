import { commandType } from '../command-type.ts'
import { AppealDecided } from './appeal-decided.ts'
import { ChargesEnded } from './charges-ended.ts'
import { JudgmentBecameFinal } from './judgment-became-final.ts'
import { NonPunishmentApplied } from './non-punishment-applied.ts'

export const DecideAppeal = commandType({
  name: 'DecideAppeal',
  service: 'adjudication',
  meaning: 'Decides an appeal.',
  data: AppealDecided.data,
  example: AppealDecided.example,
})

export const MakeJudgmentFinal = commandType({
  name: 'MakeJudgmentFinal',
  service: 'adjudication',
  meaning: 'States that the verdict on a charge can no longer be appealed.',
  data: JudgmentBecameFinal.data,
  example: JudgmentBecameFinal.example,
})

export const EndCharges = commandType({
  name: 'EndCharges',
  service: 'adjudication',
  meaning: 'Ends charges without a verdict, such as on the papers or because the accused died.',
  data: ChargesEnded.data,
  example: ChargesEnded.example,
})

export const ApplyNonPunishment = commandType({
  name: 'ApplyNonPunishment',
  service: 'adjudication',
  meaning: 'Applies non-punishment: clears a victim of charges for acts that the victim was compelled to commit.',
  data: NonPunishmentApplied.data,
  example: NonPunishmentApplied.example,
})
