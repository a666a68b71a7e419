import { commandType } from '../command-type.ts'
import { OfficeChanged } from './office-changed.ts'
import { OfficeRegistered } from './office-registered.ts'
import { SuccessionConfirmed } from './succession-confirmed.ts'
import { SuccessionProposed } from './succession-proposed.ts'
import { SuccessionWithdrawn } from './succession-withdrawn.ts'

const register = { service: 'auditTrail', collection: 'offices' } as const
const { proposedBy: _, ...proposal } = SuccessionProposed.example
const { successor: __, ...confirmation } = SuccessionConfirmed.example

export const RegisterOffice = commandType({
  ...register,
  name: 'RegisterOffice',
  meaning: 'Enters an office in the register.',
  data: OfficeRegistered.data,
  example: OfficeRegistered.example,
})

export const ChangeOffice = commandType({
  ...register,
  name: 'ChangeOffice',
  meaning: 'Changes the entry of an office.',
  data: OfficeChanged.data,
  example: OfficeChanged.example,
})

export const ProposeSuccession = commandType({
  ...register,
  name: 'ProposeSuccession',
  meaning: 'Proposes that another office succeeds an office.',
  data: SuccessionProposed.data.omit({ proposedBy: true }),
  example: proposal,
  namesSuccessor: (data) => data,
})

export const ConfirmSuccession = commandType({
  ...register,
  name: 'ConfirmSuccession',
  meaning: 'Confirms a succession that another person proposed: the cases of the office go to its successor.',
  data: SuccessionConfirmed.data.omit({ successor: true }),
  example: confirmation,
})

export const WithdrawSuccession = commandType({
  ...register,
  name: 'WithdrawSuccession',
  meaning: 'Withdraws a succession that was proposed or confirmed.',
  data: SuccessionWithdrawn.data,
  example: SuccessionWithdrawn.example,
})
