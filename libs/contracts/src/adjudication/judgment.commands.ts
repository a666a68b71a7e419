import { commandType } from '../command-type.ts'
import { AppealDecided } from './appeal-decided.ts'
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

export const ApplyNonPunishment = commandType({
  name: 'ApplyNonPunishment',
  service: 'adjudication',
  meaning: 'Frees a victim of charges for what she was made to do.',
  data: NonPunishmentApplied.data,
  example: NonPunishmentApplied.example,
})

/** What follows on a verdict. */
export const judgmentCommands = [DecideAppeal, MakeJudgmentFinal, ApplyNonPunishment] as const
