import { commandType } from '../command-type.ts'
import { investigationDetention, type JusticeService } from './detention.ts'

const { DetentionOrdered, DetentionExtended, DetentionEnded } = investigationDetention

/** The detention commands of one justice service; their data is that of the events. */
export const detentionCommandsOf = (service: JusticeService) => ({
  OrderDetention: commandType({
    name: 'OrderDetention',
    service,
    meaning: 'Record that an authority ordered a person to be held.',
    data: DetentionOrdered.data,
    example: DetentionOrdered.example,
  }),
  ExtendDetention: commandType({
    name: 'ExtendDetention',
    service,
    meaning: 'Record that an authority prolonged a detention.',
    data: DetentionExtended.data,
    example: DetentionExtended.example,
  }),
  EndDetention: commandType({
    name: 'EndDetention',
    service,
    meaning: 'Record that a detention ended.',
    data: DetentionEnded.data,
    example: DetentionEnded.example,
  }),
})
export type DetentionCommands = ReturnType<typeof detentionCommandsOf>

export const investigationDetentionCommands = detentionCommandsOf('investigation')
export const prosecutionDetentionCommands = detentionCommandsOf('prosecution')
export const adjudicationDetentionCommands = detentionCommandsOf('adjudication')
