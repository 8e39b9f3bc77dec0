"""The two figures on which places are marked: an outline for every key of `care.body`.

Drawn on a field of 240 by 480, standing, arms a little away. A pair is drawn once, on the viewer's
right, and mirrored. Seen from the front the viewer's right is the patient's left; seen from behind
it is the patient's right.
"""

from care.body import AREAS, Side

WIDTH, HEIGHT = 240, 480
MIRRORED = f"matrix(-1 0 0 1 {WIDTH} 0)"

# The outline of both figures is the same: head, shoulder and leg fit either.
HEAD = "M120 6C137 6 146 18 146 35 146 50 137 64 128 68H112C103 64 94 50 94 35 94 18 103 6 120 6Z"
NECK = "M109 70H131C131 78 135 84 144 88 136 96 128 99 120 99S104 96 96 88C105 84 109 78 109 70Z"
SHOULDER = "M146 89C164 92 180 98 187 113 191 122 192 132 193 142L170 144C170 128 160 112 138 98Z"

OUTLINES = {
    "back_head": HEAD,
    "back_neck": NECK,
    "back_shoulder": SHOULDER,
    "shoulder_blade": "M136 101C156 112 167 128 167 146L164 166H136Z",
    "upper_spine": "M106 101Q120 105 134 101V166H106Z",
    "mid_back": "M77 169H163C161 181 158 190 157 200H83C82 190 79 181 77 169Z",
    "low_back": "M121 203H157C157 215 160 225 163 235H121Z",
    "sacrum": "M103 238H137L126 266H114Z",
    "buttock": "M140 238H164C170 252 171 268 168 281 154 289 134 288 121 280V271L129 268Z",
    "back_arm": (
        "M170 147L193 145C197 164 204 186 210 210 214 228 217 244 220 259 226 272 226 290 220 302"
        " 213 307 205 302 203 292 200 282 199 272 202 262 198 246 192 230 186 214 178 192 172 170"
        " 170 147Z"
    ),
    "back_thigh": (
        "M121 284C136 291 154 292 168 285 168 306 164 328 160 350H127C124 328 121 306 121 284Z"
    ),
    "calf": "M127 353H160C165 376 160 402 154 428H131C127 402 123 376 127 353Z",
    "heel": "M131 431H154C155 442 161 452 160 462 154 470 132 470 128 462 127 452 130 442 131 431Z",
    "face": HEAD,
    "front_neck": NECK,
    "front_shoulder": SHOULDER,
    "chest": "M121 102Q129 102 136 100C156 112 167 128 167 146L164 176H121Z",
    "belly": (
        "M76 179H164C161 190 158 200 157 210 158 221 161 229 163 236L120 244 77 236C79 229 82 221"
        " 83 210 82 200 79 190 76 179Z"
    ),
    "hip": "M121 247L164 239C169 250 170 262 169 274L121 280Z",
    "front_arm": "M170 147L193 145C196 162 201 181 206 199L182 205C176 186 171 166 170 147Z",
    "forearm": "M183 208L207 202C213 222 217 242 220 260L202 264C197 246 190 228 183 208Z",
    "hand": (
        "M202 267L220 263C227 276 227 292 220 304 213 309 204 303 202 293 199 284 200 276 202 267Z"
    ),
    "front_thigh": "M121 283L169 277C168 299 165 318 161 336H127C124 320 121 303 121 283Z",
    "knee": "M127 339H161C161 351 161 361 162 373H127C125 361 126 351 127 339Z",
    "shin": "M127 376H162C162 396 158 412 154 430H131C128 412 126 396 127 376Z",
    "foot": "M131 433H154C156 444 164 456 162 466 154 474 134 474 128 466 126 456 130 444 131 433Z",
}


def outline(key: str) -> tuple[str, bool]:
    """The path of an area, and whether it stands mirrored, on the viewer's left."""
    if key in OUTLINES:
        return OUTLINES[key], False
    pair, _, own_side = key.rpartition("_")
    on_the_left = "left" if AREAS[key].side == Side.BACK else "right"
    return OUTLINES[pair], own_side == on_the_left
