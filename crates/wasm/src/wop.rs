//! WebAssembly's instructions that need no more than their opcode (and, for loads and stores, an offset).

/// An opcode: the low byte, below the prefix byte when there is one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Wop(pub u16);

impl Wop {
    pub const I32_EQZ: Wop = Wop(0x45);
    pub const I32_EQ: Wop = Wop(0x46);
    pub const I32_NE: Wop = Wop(0x47);
    pub const I32_LT_S: Wop = Wop(0x48);
    pub const I32_LT_U: Wop = Wop(0x49);
    pub const I32_GT_S: Wop = Wop(0x4a);
    pub const I32_GT_U: Wop = Wop(0x4b);
    pub const I32_LE_S: Wop = Wop(0x4c);
    pub const I32_LE_U: Wop = Wop(0x4d);
    pub const I32_GE_S: Wop = Wop(0x4e);
    pub const I32_GE_U: Wop = Wop(0x4f);
    pub const I64_EQZ: Wop = Wop(0x50);
    pub const I64_EQ: Wop = Wop(0x51);
    pub const I64_NE: Wop = Wop(0x52);
    pub const I64_LT_S: Wop = Wop(0x53);
    pub const I64_LT_U: Wop = Wop(0x54);
    pub const I64_GT_S: Wop = Wop(0x55);
    pub const I64_GT_U: Wop = Wop(0x56);
    pub const I64_LE_S: Wop = Wop(0x57);
    pub const I64_LE_U: Wop = Wop(0x58);
    pub const I64_GE_S: Wop = Wop(0x59);
    pub const I64_GE_U: Wop = Wop(0x5a);
    pub const F32_EQ: Wop = Wop(0x5b);
    pub const F32_NE: Wop = Wop(0x5c);
    pub const F32_LT: Wop = Wop(0x5d);
    pub const F32_GT: Wop = Wop(0x5e);
    pub const F32_LE: Wop = Wop(0x5f);
    pub const F32_GE: Wop = Wop(0x60);
    pub const F64_EQ: Wop = Wop(0x61);
    pub const F64_NE: Wop = Wop(0x62);
    pub const F64_LT: Wop = Wop(0x63);
    pub const F64_GT: Wop = Wop(0x64);
    pub const F64_LE: Wop = Wop(0x65);
    pub const F64_GE: Wop = Wop(0x66);
    pub const I32_CLZ: Wop = Wop(0x67);
    pub const I32_CTZ: Wop = Wop(0x68);
    pub const I32_POPCNT: Wop = Wop(0x69);
    pub const I32_ADD: Wop = Wop(0x6a);
    pub const I32_SUB: Wop = Wop(0x6b);
    pub const I32_MUL: Wop = Wop(0x6c);
    pub const I32_DIV_S: Wop = Wop(0x6d);
    pub const I32_DIV_U: Wop = Wop(0x6e);
    pub const I32_REM_S: Wop = Wop(0x6f);
    pub const I32_REM_U: Wop = Wop(0x70);
    pub const I32_AND: Wop = Wop(0x71);
    pub const I32_OR: Wop = Wop(0x72);
    pub const I32_XOR: Wop = Wop(0x73);
    pub const I32_SHL: Wop = Wop(0x74);
    pub const I32_SHR_S: Wop = Wop(0x75);
    pub const I32_SHR_U: Wop = Wop(0x76);
    pub const I32_ROTL: Wop = Wop(0x77);
    pub const I64_CLZ: Wop = Wop(0x79);
    pub const I64_CTZ: Wop = Wop(0x7a);
    pub const I64_POPCNT: Wop = Wop(0x7b);
    pub const I64_ADD: Wop = Wop(0x7c);
    pub const I64_SUB: Wop = Wop(0x7d);
    pub const I64_MUL: Wop = Wop(0x7e);
    pub const I64_DIV_S: Wop = Wop(0x7f);
    pub const I64_DIV_U: Wop = Wop(0x80);
    pub const I64_REM_S: Wop = Wop(0x81);
    pub const I64_REM_U: Wop = Wop(0x82);
    pub const I64_AND: Wop = Wop(0x83);
    pub const I64_OR: Wop = Wop(0x84);
    pub const I64_XOR: Wop = Wop(0x85);
    pub const I64_SHL: Wop = Wop(0x86);
    pub const I64_SHR_S: Wop = Wop(0x87);
    pub const I64_SHR_U: Wop = Wop(0x88);
    pub const I64_ROTL: Wop = Wop(0x89);
    pub const F32_ABS: Wop = Wop(0x8b);
    pub const F32_NEG: Wop = Wop(0x8c);
    pub const F32_CEIL: Wop = Wop(0x8d);
    pub const F32_FLOOR: Wop = Wop(0x8e);
    pub const F32_TRUNC: Wop = Wop(0x8f);
    pub const F32_NEAREST: Wop = Wop(0x90);
    pub const F32_SQRT: Wop = Wop(0x91);
    pub const F32_ADD: Wop = Wop(0x92);
    pub const F32_SUB: Wop = Wop(0x93);
    pub const F32_MUL: Wop = Wop(0x94);
    pub const F32_DIV: Wop = Wop(0x95);
    pub const F32_MIN: Wop = Wop(0x96);
    pub const F32_MAX: Wop = Wop(0x97);
    pub const F32_COPYSIGN: Wop = Wop(0x98);
    pub const F64_ABS: Wop = Wop(0x99);
    pub const F64_NEG: Wop = Wop(0x9a);
    pub const F64_CEIL: Wop = Wop(0x9b);
    pub const F64_FLOOR: Wop = Wop(0x9c);
    pub const F64_TRUNC: Wop = Wop(0x9d);
    pub const F64_NEAREST: Wop = Wop(0x9e);
    pub const F64_SQRT: Wop = Wop(0x9f);
    pub const F64_ADD: Wop = Wop(0xa0);
    pub const F64_SUB: Wop = Wop(0xa1);
    pub const F64_MUL: Wop = Wop(0xa2);
    pub const F64_DIV: Wop = Wop(0xa3);
    pub const F64_MIN: Wop = Wop(0xa4);
    pub const F64_MAX: Wop = Wop(0xa5);
    pub const F64_COPYSIGN: Wop = Wop(0xa6);
    pub const I32_WRAP_I64: Wop = Wop(0xa7);
    pub const I64_EXTEND_I32_S: Wop = Wop(0xac);
    pub const I64_EXTEND_I32_U: Wop = Wop(0xad);
    pub const F32_CONVERT_I32_S: Wop = Wop(0xb2);
    pub const F32_CONVERT_I32_U: Wop = Wop(0xb3);
    pub const F32_CONVERT_I64_S: Wop = Wop(0xb4);
    pub const F32_CONVERT_I64_U: Wop = Wop(0xb5);
    pub const F32_DEMOTE_F64: Wop = Wop(0xb6);
    pub const F64_CONVERT_I32_S: Wop = Wop(0xb7);
    pub const F64_CONVERT_I32_U: Wop = Wop(0xb8);
    pub const F64_CONVERT_I64_S: Wop = Wop(0xb9);
    pub const F64_CONVERT_I64_U: Wop = Wop(0xba);
    pub const F64_PROMOTE_F32: Wop = Wop(0xbb);
    pub const I32_REINTERPRET_F32: Wop = Wop(0xbc);
    pub const I64_REINTERPRET_F64: Wop = Wop(0xbd);
    pub const F32_REINTERPRET_I32: Wop = Wop(0xbe);
    pub const F64_REINTERPRET_I64: Wop = Wop(0xbf);
    pub const I32_EXTEND8_S: Wop = Wop(0xc0);
    pub const I32_EXTEND16_S: Wop = Wop(0xc1);
    pub const I64_EXTEND8_S: Wop = Wop(0xc2);
    pub const I64_EXTEND16_S: Wop = Wop(0xc3);
    pub const I64_EXTEND32_S: Wop = Wop(0xc4);
    pub const I32_TRUNC_SAT_F32_S: Wop = Wop(0xfc00);
    pub const I32_TRUNC_SAT_F32_U: Wop = Wop(0xfc01);
    pub const I32_TRUNC_SAT_F64_S: Wop = Wop(0xfc02);
    pub const I32_TRUNC_SAT_F64_U: Wop = Wop(0xfc03);
    pub const I64_TRUNC_SAT_F32_S: Wop = Wop(0xfc04);
    pub const I64_TRUNC_SAT_F32_U: Wop = Wop(0xfc05);
    pub const I64_TRUNC_SAT_F64_S: Wop = Wop(0xfc06);
    pub const I64_TRUNC_SAT_F64_U: Wop = Wop(0xfc07);
    pub const I32_LOAD: Wop = Wop(0x28);
    pub const I64_LOAD: Wop = Wop(0x29);
    pub const F32_LOAD: Wop = Wop(0x2a);
    pub const F64_LOAD: Wop = Wop(0x2b);
    pub const I32_LOAD8_S: Wop = Wop(0x2c);
    pub const I32_LOAD8_U: Wop = Wop(0x2d);
    pub const I32_LOAD16_S: Wop = Wop(0x2e);
    pub const I32_LOAD16_U: Wop = Wop(0x2f);
    pub const I64_LOAD8_S: Wop = Wop(0x30);
    pub const I64_LOAD8_U: Wop = Wop(0x31);
    pub const I64_LOAD16_S: Wop = Wop(0x32);
    pub const I64_LOAD16_U: Wop = Wop(0x33);
    pub const I64_LOAD32_S: Wop = Wop(0x34);
    pub const I64_LOAD32_U: Wop = Wop(0x35);
    pub const I32_STORE: Wop = Wop(0x36);
    pub const I64_STORE: Wop = Wop(0x37);
    pub const F32_STORE: Wop = Wop(0x38);
    pub const F64_STORE: Wop = Wop(0x39);
    pub const I32_STORE8: Wop = Wop(0x3a);
    pub const I32_STORE16: Wop = Wop(0x3b);
    pub const I64_STORE8: Wop = Wop(0x3c);
    pub const I64_STORE16: Wop = Wop(0x3d);
    pub const I64_STORE32: Wop = Wop(0x3e);
    pub const V128_LOAD: Wop = Wop(0xfd00);
    pub const V128_STORE: Wop = Wop(0xfd0b);
    pub const V128_CONST: Wop = Wop(0xfd0c);
    pub const I8X16_SPLAT: Wop = Wop(0xfd0f);
    pub const I64X2_SPLAT: Wop = Wop(0xfd12);
    pub const I64X2_EXTRACT_LANE: Wop = Wop(0xfd1d);
    pub const I8X16_EQ: Wop = Wop(0xfd23);
    pub const I8X16_LT_U: Wop = Wop(0xfd26);
    pub const V128_NOT: Wop = Wop(0xfd4d);
    pub const V128_AND: Wop = Wop(0xfd4e);
    pub const V128_OR: Wop = Wop(0xfd50);
    pub const V128_XOR: Wop = Wop(0xfd51);
    pub const V128_ANY_TRUE: Wop = Wop(0xfd53);
    pub const I8X16_ALL_TRUE: Wop = Wop(0xfd63);
    pub const I8X16_BITMASK: Wop = Wop(0xfd64);

    pub fn encode(self, out: &mut Vec<u8>) {
        let (prefix, op) = ((self.0 >> 8) as u8, self.0 as u8);
        match prefix {
            0 => out.push(op),
            // After a prefix the opcode is a LEB128 number.
            _ if op < 0x80 => out.extend([prefix, op]),
            _ => out.extend([prefix, op, 1]),
        }
    }

    /// The comparison that is true exactly when this one is false. Ordered comparisons of floats have none.
    pub fn negated(self) -> Option<Wop> {
        Some(match self {
            Wop::I32_EQ => Wop::I32_NE,
            Wop::I32_NE => Wop::I32_EQ,
            Wop::I32_LT_S => Wop::I32_GE_S,
            Wop::I32_LT_U => Wop::I32_GE_U,
            Wop::I32_GT_S => Wop::I32_LE_S,
            Wop::I32_GT_U => Wop::I32_LE_U,
            Wop::I32_LE_S => Wop::I32_GT_S,
            Wop::I32_LE_U => Wop::I32_GT_U,
            Wop::I32_GE_S => Wop::I32_LT_S,
            Wop::I32_GE_U => Wop::I32_LT_U,
            Wop::I64_EQ => Wop::I64_NE,
            Wop::I64_NE => Wop::I64_EQ,
            Wop::I64_LT_S => Wop::I64_GE_S,
            Wop::I64_LT_U => Wop::I64_GE_U,
            Wop::I64_GT_S => Wop::I64_LE_S,
            Wop::I64_GT_U => Wop::I64_LE_U,
            Wop::I64_LE_S => Wop::I64_GT_S,
            Wop::I64_LE_U => Wop::I64_GT_U,
            Wop::I64_GE_S => Wop::I64_LT_S,
            Wop::I64_GE_U => Wop::I64_LT_U,
            Wop::F32_EQ => Wop::F32_NE,
            Wop::F32_NE => Wop::F32_EQ,
            Wop::F64_EQ => Wop::F64_NE,
            Wop::F64_NE => Wop::F64_EQ,
            _ => return None,
        })
    }

    /// The result of a signed comparison, or one for equality, of two sign-extended constants.
    pub fn compare(self, a: i64, b: i64) -> Option<bool> {
        Some(match self {
            Wop::I32_EQ | Wop::I64_EQ => a == b,
            Wop::I32_NE | Wop::I64_NE => a != b,
            Wop::I32_LT_S | Wop::I64_LT_S => a < b,
            Wop::I32_LE_S | Wop::I64_LE_S => a <= b,
            Wop::I32_GT_S | Wop::I64_GT_S => a > b,
            Wop::I32_GE_S | Wop::I64_GE_S => a >= b,
            _ => return None,
        })
    }

    /// The binary logarithm of the number of bytes that a load or store moves: its natural alignment.
    pub fn access_log2(self) -> u32 {
        match self {
            Wop::I32_LOAD8_S | Wop::I32_LOAD8_U | Wop::I64_LOAD8_S | Wop::I64_LOAD8_U => 0,
            Wop::I32_STORE8 | Wop::I64_STORE8 => 0,
            Wop::I32_LOAD16_S | Wop::I32_LOAD16_U | Wop::I64_LOAD16_S | Wop::I64_LOAD16_U => 1,
            Wop::I32_STORE16 | Wop::I64_STORE16 => 1,
            Wop::I32_LOAD | Wop::F32_LOAD | Wop::I64_LOAD32_S | Wop::I64_LOAD32_U => 2,
            Wop::I32_STORE | Wop::F32_STORE | Wop::I64_STORE32 => 2,
            Wop::I64_LOAD | Wop::F64_LOAD | Wop::I64_STORE | Wop::F64_STORE => 3,
            Wop::V128_LOAD | Wop::V128_STORE => 4,
            _ => pontoon_base::bug!("{self:?} does not access memory"),
        }
    }
}
