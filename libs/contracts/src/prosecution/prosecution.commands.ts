import { z } from 'zod'
import { commandType } from '../command-type.ts'
import { prosecutionDetentionCommands } from '../custody/custody.commands.ts'
import { Id, Sha256 } from '../fields.ts'
import { ChargeLaid } from './charge-laid.ts'
import { chargingCommands } from './charging.commands.ts'
import { DossierReceived } from './dossier-received.ts'
import { IndictmentFiled } from './indictment-filed.ts'
import { mutualAssistanceCommands } from './mutual-assistance.commands.ts'
import { NonPunishmentAssessed } from './non-punishment-assessed.ts'
import { victimCommands } from './victim.commands.ts'

export const ReceiveDossier = commandType({
  name: 'ReceiveDossier',
  service: 'prosecution',
  meaning: 'Take in a referred dossier, or reject it when its lists do not have the hash that police stated.',
  data: z.strictObject({
    dossierId: Id,
    manifestHash: Sha256.meta({ description: 'the hash that the referral states' }),
    foundHash: Sha256.meta({ description: 'the hash recomputed from the lists of the referral' }),
  }),
  example: { ...DossierReceived.example, foundHash: DossierReceived.example.manifestHash },
})

export const AssessNonPunishment = commandType({
  name: 'AssessNonPunishment',
  service: 'prosecution',
  meaning: 'Decide whether what a victim did was directly related to her being trafficked; a second person approves.',
  data: NonPunishmentAssessed.data,
  example: NonPunishmentAssessed.example,
})

export const LayCharge = commandType({
  name: 'LayCharge',
  service: 'prosecution',
  meaning: 'Charge a person with an offence.',
  data: ChargeLaid.data,
  example: ChargeLaid.example,
})

export const FileIndictment = commandType({
  name: 'FileIndictment',
  service: 'prosecution',
  meaning: 'Bring live charges before a court.',
  data: IndictmentFiled.data,
  example: IndictmentFiled.example,
})

export const prosecutionCommands = [
  ReceiveDossier,
  AssessNonPunishment,
  LayCharge,
  FileIndictment,
  ...chargingCommands,
  ...victimCommands,
  ...mutualAssistanceCommands,
  ...Object.values(prosecutionDetentionCommands),
] as const
