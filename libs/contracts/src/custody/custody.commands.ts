import { commandType } from '../command-type.ts'
import { investigationDetention, type JusticeService } from './detention.ts'

const { DetentionOrdered, DetentionExtended, DetentionEnded } = investigationDetention

/** The detention commands of one justice service. */
export const detentionCommandsOf = (service: JusticeService) => ({
  OrderDetention: commandType({
    name: 'OrderDetention',
    service,
    meaning: 'Records that an authority ordered the detention of a person.',
    data: DetentionOrdered.data.omit({ powerFrom: true }),
    example: DetentionOrdered.example,
  }),
  ExtendDetention: commandType({
    name: 'ExtendDetention',
    service,
    meaning: 'Records that an authority extended a detention.',
    data: DetentionExtended.data.omit({ powerFrom: true }),
    example: DetentionExtended.example,
  }),
  EndDetention: commandType({
    name: 'EndDetention',
    service,
    meaning: 'Records that a detention ended.',
    data: DetentionEnded.data,
    example: DetentionEnded.example,
  }),
})
export type DetentionCommands = ReturnType<typeof detentionCommandsOf>

export const investigationDetentionCommands = detentionCommandsOf('investigation')
export const prosecutionDetentionCommands = detentionCommandsOf('prosecution')
export const adjudicationDetentionCommands = detentionCommandsOf('adjudication')
