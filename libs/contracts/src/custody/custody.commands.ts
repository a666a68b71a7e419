import { commandType } from '../command-type.ts'
import { PersonDiedInCustody } from '../victim-support/person-died-in-custody.ts'
import { investigationDeath } from './death-in-custody.ts'
import { investigationDetention, type JusticeService } from './detention.ts'

const { DetentionOrdered, DetentionExtended, DetentionEnded } = investigationDetention

/** The detention commands of one justice service. */
export const detentionCommandsOf = (service: JusticeService) => ({
  OrderDetention: commandType({
    name: 'OrderDetention',
    service,
    meaning: 'Records that an authority ordered the detention of a person.',
    data: DetentionOrdered.data.omit({ powerFrom: true, ageOnRecord: true }),
    example: DetentionOrdered.example,
  }),
  ExtendDetention: commandType({
    name: 'ExtendDetention',
    service,
    meaning: 'Records that an authority extended a detention.',
    data: DetentionExtended.data.omit({ powerFrom: true, ageOnRecord: true }),
    example: DetentionExtended.example,
  }),
  EndDetention: commandType({
    name: 'EndDetention',
    service,
    meaning: 'Records that a detention ended.',
    data: DetentionEnded.data,
    example: DetentionEnded.example,
  }),
  RecordDeathInCustody: commandType({
    name: 'RecordDeathInCustody',
    service,
    meaning: 'Records that a person died in custody.',
    data: investigationDeath.PersonDiedInCustody.data,
    example: investigationDeath.PersonDiedInCustody.example,
  }),
})
export type DetentionCommands = ReturnType<typeof detentionCommandsOf>

export const investigationDetentionCommands = detentionCommandsOf('investigation')
export const prosecutionDetentionCommands = detentionCommandsOf('prosecution')
export const adjudicationDetentionCommands = detentionCommandsOf('adjudication')

export const closedShelterCommands = {
  RecordDeathInCustody: commandType({
    name: 'RecordDeathInCustody',
    service: 'victimSupport',
    meaning: 'Records that a person died in a shelter that the person might not leave.',
    data: PersonDiedInCustody.data,
    example: PersonDiedInCustody.example,
  }),
}
