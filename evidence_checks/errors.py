"""Why an exhibit could not be processed at all: one exception, a closed list of codes, the words for people.

>>> fault = EvidenceFault("FILE_TOO_LARGE", name="a.jpg", megabytes="31.0", limit_megabytes="30")
>>> fault.message["en"]
'a.jpg is 31.0 MB; at most 30 MB are accepted.'
>>> fault.fix["en"]
'Export the picture again at a smaller size or a lower quality.'
>>> str(fault)
'FILE_TOO_LARGE: a.jpg is 31.0 MB; at most 30 MB are accepted.'
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Wording:
    """What happened and what would be right, in both languages; ``{name}`` and the like are filled from the facts."""

    zh: str
    en: str
    fix_zh: str
    fix_en: str


WORDING: dict[str, _Wording] = {
    "FILE_MISSING": _Wording(
        "找不到文件 {name}。", "There is no file {name}.", "请检查路径和文件名。", "Check the path and the file name."
    ),
    "FILE_IS_DIRECTORY": _Wording(
        "{name} 是文件夹，不是图片文件。",
        "{name} is a directory, not a picture file.",
        "请给出文件夹里的图片文件。",
        "Name the picture files inside it.",
    ),
    "FILE_UNREADABLE": _Wording(
        "无法读取 {name}（{reason}）。",
        "{name} cannot be read ({reason}).",
        "请给出一个有读取权限的普通文件。",
        "Give an ordinary file that you may read.",
    ),
    "FILE_EMPTY": _Wording(
        "{name} 是空文件。", "{name} is empty.", "请重新导出或重新上传这张图片。", "Export or upload the picture again."
    ),
    "FILE_TOO_LARGE": _Wording(
        "{name} 有 {megabytes} MB，最多接受 {limit_megabytes} MB。",
        "{name} is {megabytes} MB; at most {limit_megabytes} MB are accepted.",
        "请缩小尺寸或降低质量后重新导出。",
        "Export the picture again at a smaller size or a lower quality.",
    ),
    "FILE_NOT_PICTURE": _Wording(
        "{name} 不是 JPEG、PNG、WebP、HEIC 图片或 PDF（内容为：{detected}）。",
        "{name} is not a JPEG, PNG, WebP or HEIC picture nor a PDF (its content is: {detected}).",
        "请提交 JPEG、PNG、WebP、HEIC 图片或 PDF；只改文件名没有用。",
        "Submit a JPEG, PNG, WebP or HEIC picture or a PDF; renaming the file does not help.",
    ),
    "PICTURE_CORRUPT": _Wording(
        "图片 {name} 已损坏，无法解码。",
        "The picture {name} is damaged and cannot be decoded.",
        "请从原设备重新导出或重新拍摄。",
        "Export it again from the original device, or take it again.",
    ),
    "PICTURE_TRUNCATED": _Wording(
        "图片 {name} 不完整，文件中途中断。",
        "The picture {name} is incomplete: the file breaks off.",
        "请重新上传完整的文件。",
        "Upload the whole file again.",
    ),
    "PICTURE_TOO_MANY_PIXELS": _Wording(
        "图片 {name} 为 {width}×{height} 像素，最多接受 {limit_megapixels} 百万像素。",
        "The picture {name} is {width}×{height} pixels; at most {limit_megapixels} megapixels are accepted.",
        "请缩小后重新提交。",
        "Submit a smaller picture.",
    ),
    "PICTURE_TOO_COSTLY": _Wording(
        "图片 {name} 的编码方式解码代价过高（{reason}）。",
        "The picture {name} is coded in a way that is too costly to decode ({reason}).",
        "请另存为普通 JPEG 或 PNG 后重新提交。",
        "Save it as an ordinary JPEG or PNG and submit that.",
    ),
    "PICTURE_TOO_SMALL": _Wording(
        "图片 {name} 只有 {width}×{height} 像素，至少需要每边 {limit} 像素。",
        "The picture {name} is only {width}×{height} pixels; each side needs at least {limit}.",
        "请提交原图，不要提交缩略图。",
        "Submit the original picture, not a thumbnail.",
    ),
    "PICTURE_ANIMATED": _Wording(
        "图片 {name} 是动图（{frames} 帧）。",
        "The picture {name} is animated ({frames} frames).",
        "请提交静态图片：动图中哪一帧是证据无法确定。",
        "Submit a still picture: which frame would be the evidence cannot be told.",
    ),
    "DOCUMENT_LOCKED": _Wording(
        "PDF 文件 {name} 有密码，无法打开。",
        "The PDF {name} has a password and cannot be opened.",
        "请去除密码后重新提交，或提交各页的图片。",
        "Submit it without the password, or submit pictures of its pages.",
    ),
    "DOCUMENT_CORRUPT": _Wording(
        "PDF 文件 {name} 已损坏或不完整，无法打开。",
        "The PDF {name} is damaged or incomplete and cannot be opened.",
        "请重新导出，或提交各页的图片。",
        "Export it again, or submit pictures of its pages.",
    ),
    "DOCUMENT_EMPTY": _Wording(
        "PDF 文件 {name} 没有任何页。",
        "The PDF {name} has no pages.",
        "请重新导出，或提交各页的图片。",
        "Export it again, or submit pictures of its pages.",
    ),
    "DOCUMENT_TOO_MANY_PAGES": _Wording(
        "{name} 有 {count} 页，一份证据最多接受 {limit} 页。",
        "{name} has {count} pages; at most {limit} pages are accepted in an exhibit.",
        "请只提交必要的页，或分为多份证据。",
        "Submit the pages that matter, or split the exhibit.",
    ),
    "DOCUMENT_FONTS_MISSING": _Wording(
        "PDF 文件 {name} 第 {page} 页使用了未嵌入的字体，文字无法可靠显示。",
        "Page {page} of the PDF {name} uses a font that is not inside the file: its text cannot be shown reliably.",
        "请导出时嵌入字体，或提交各页的截图或照片。",
        "Export it with its fonts embedded, or submit pictures of its pages.",
    ),
    "DECODE_TIMEOUT": _Wording(
        "文件 {name} 在 {seconds} 秒内没有解码完成。",
        "The file {name} was not decoded within {seconds} seconds.",
        "请另存为普通 JPEG 或 PNG 后重新提交。",
        "Save it as an ordinary JPEG or PNG and submit that.",
    ),
    "DECODE_CRASHED": _Wording(
        "解码文件 {name} 时解码进程中断。",
        "The decoding process stopped while decoding the file {name}.",
        "请另存为普通 JPEG 或 PNG 后重新提交。",
        "Save it as an ordinary JPEG or PNG and submit that.",
    ),
    "TOO_MANY_FILES": _Wording(
        "一份证据有 {count} 个文件，最多接受 {limit} 个。",
        "The exhibit has {count} files; at most {limit} are accepted.",
        "请只提交必要的页，或分为多份证据。",
        "Submit the pages that matter, or split the exhibit.",
    ),
    "NO_FILES": _Wording(
        "证据中没有文件。", "The exhibit has no files.", "请至少提交一张图片。", "Submit at least one picture."
    ),
    "READER_FAILED": _Wording(
        "读取图片 {name} 的文字时出错（{reason}）。",
        "Reading the text of the picture {name} failed ({reason}).",
        "请重试；若仍失败，请检查安装是否完整。",
        "Try again; if it fails again, check that the installation is complete.",
    ),
}
"""Code to words. The list is closed: a code that is not here cannot be raised."""


class EvidenceFault(Exception):
    """An exhibit that could not be processed: a stable code, the facts, and what would be right.

    ``message`` and ``fix`` are ``{"zh": …, "en": …}``. Doors decide on exit codes and language (CONTRACT: exit 2).
    """

    def __init__(self, code: str, **facts: str | int) -> None:
        wording = WORDING[code]
        self.code = code
        self.facts: dict[str, str | int] = dict(facts)
        self.message = {"zh": wording.zh.format(**facts), "en": wording.en.format(**facts)}
        self.fix = {"zh": wording.fix_zh, "en": wording.fix_en}
        super().__init__(f"{code}: {self.message['en']}")

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuilt, (self.code, self.facts))


def _rebuilt(code: str, facts: dict[str, str | int]) -> EvidenceFault:
    """The same fault on the other side of a process boundary."""
    return EvidenceFault(code, **facts)
