import { z } from 'zod'
import { commandType } from '../command-type.ts'
import { Id, Sha256 } from '../fields.ts'
import { ChargeLaid } from './charge-laid.ts'
import { DossierReceived } from './dossier-received.ts'
import { IndictmentFiled } from './indictment-filed.ts'
import { NonPunishmentAssessed } from './non-punishment-assessed.ts'

export const ReceiveDossier = commandType({
  name: 'ReceiveDossier',
  service: 'prosecution',
  meaning: 'Receives a referred dossier, or rejects it if the hash of its manifest differs from the hash that police stated.',
  data: z.strictObject({
    dossierId: Id,
    manifestHash: Sha256.meta({ description: 'the hash that the referral states' }),
    foundHash: Sha256.meta({ description: 'the hash recomputed from the lists of the referral' }),
  }),
  example: { ...DossierReceived.example, foundHash: DossierReceived.example.manifestHash },
})

const { approver: _, ...assessment } = NonPunishmentAssessed.example

export const AssessNonPunishment = commandType({
  name: 'AssessNonPunishment',
  service: 'prosecution',
  meaning: 'Decides whether acts of a victim were directly related to having been trafficked; a second person approves.',
  data: NonPunishmentAssessed.data.omit({ approver: true }),
  example: assessment,
  approvedBy: ['supervising-prosecutor'],
})

export const LayCharge = commandType({
  name: 'LayCharge',
  service: 'prosecution',
  meaning: 'Charges a person with an offence.',
  data: ChargeLaid.data,
  example: ChargeLaid.example,
  approvedBy: ['supervising-prosecutor'],
})

export const FileIndictment = commandType({
  name: 'FileIndictment',
  service: 'prosecution',
  meaning: 'Files an indictment of pending charges with a court.',
  data: IndictmentFiled.data,
  example: IndictmentFiled.example,
  addresses: IndictmentFiled,
  approvedBy: ['supervising-prosecutor'],
})
